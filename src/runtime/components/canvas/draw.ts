/**
 * Executes the commands of the old canvas API. They come from the Worker, so only the methods and properties listed
 * here are allowed.
 */

/** `[method, ...arguments]`, or `["set", property, value]`. */
export type Command = readonly [name: string, ...values: unknown[]];

/** Used in place of a color. */
interface Gradient {
  readonly gradient: "linear" | "radial";
  readonly at: readonly number[];
  readonly stops: readonly (readonly [offset: number, color: string])[];
}

interface PatternStyle {
  readonly pattern: string;
  readonly repetition: string;
}

export type DrawImages = ReadonlyMap<string, CanvasImageSource>;

const methods: ReadonlySet<string> = new Set(
  "arc arcTo beginPath bezierCurveTo clearRect clip closePath ellipse fill fillRect fillText lineTo moveTo quadraticCurveTo rect roundRect rotate scale setLineDash stroke strokeRect strokeText transform translate".split(
    " ",
  ),
);

const settings: ReadonlySet<string> = new Set(
  "fillStyle strokeStyle font globalAlpha globalCompositeOperation lineCap lineDashOffset lineJoin lineWidth miterLimit shadowBlur shadowColor shadowOffsetX shadowOffsetY textAlign textBaseline".split(
    " ",
  ),
);

/**
 * @param ratio canvas pixels per pixel of the commands
 * @param reserve keeps the current content
 */
export function draw(
  context: CanvasRenderingContext2D,
  commands: readonly Command[],
  ratio: number,
  images: DrawImages,
  reserve: boolean,
): void {
  const { width, height } = context.canvas;
  if (!reserve) context.clearRect(0, 0, width, height);
  context.save();
  context.scale(ratio, ratio);
  context.beginPath();
  let depth = 0;
  for (const [name, ...values] of commands) {
    if (name === "set") set(context, String(values[0]), values[1], images);
    else if (name === "drawImage") drawImage(context, values, images);
    else if (name === "save") {
      context.save();
      depth++;
    } else if (name === "restore") {
      // One `restore` too many would undo the scale.
      if (depth > 0) context.restore();
      depth = Math.max(0, depth - 1);
    } else if (name === "setTransform") {
      const [a, b, c, d, e, f] = values.map(Number) as [number, number, number, number, number, number];
      context.setTransform(a * ratio, b * ratio, c * ratio, d * ratio, e * ratio, f * ratio);
    } else if (methods.has(name)) call(context, name, values);
  }
  while (depth-- > 0) context.restore();
  context.restore();
}

function call(context: CanvasRenderingContext2D, name: string, values: readonly unknown[]): void {
  const method = (context as unknown as Record<string, (...values: readonly unknown[]) => void>)[name];
  try {
    method?.apply(context, [...values]);
  } catch {
    // Invalid arguments such as a negative radius: draw nothing, as on a phone.
  }
}

function set(context: CanvasRenderingContext2D, name: string, value: unknown, images: DrawImages): void {
  if (!settings.has(name)) return;
  const resolved =
    typeof value === "object" && value !== null ? style(context, value as Gradient | PatternStyle, images) : value;
  if (resolved !== undefined)
    (context as unknown as Record<string, unknown>)[name] = resolved === "normal" ? "alphabetic" : resolved;
}

function style(
  context: CanvasRenderingContext2D,
  value: Gradient | PatternStyle,
  images: DrawImages,
): CanvasGradient | CanvasPattern | undefined {
  if ("pattern" in value) {
    const image = images.get(value.pattern);
    return image ? (context.createPattern(image, value.repetition) ?? undefined) : undefined;
  }
  const at = value.at.map(Number);
  try {
    const gradient =
      value.gradient === "linear"
        ? context.createLinearGradient(...(at as [number, number, number, number]))
        : context.createRadialGradient(...(at as [number, number, number, number, number, number]));
    for (const [offset, color] of value.stops) gradient.addColorStop(offset, color);
    return gradient;
  } catch {
    return undefined;
  }
}

function drawImage(context: CanvasRenderingContext2D, [source, ...at]: readonly unknown[], images: DrawImages): void {
  const image = images.get(String(source));
  if (!image) return;
  const numbers = at.filter((one) => one !== undefined).map(Number);
  if (numbers.length >= 8) {
    context.drawImage(
      image,
      ...(numbers.slice(0, 8) as [number, number, number, number, number, number, number, number]),
    );
  } else if (numbers.length >= 4)
    context.drawImage(image, ...(numbers.slice(0, 4) as [number, number, number, number]));
  else context.drawImage(image, numbers[0] ?? 0, numbers[1] ?? 0);
}
