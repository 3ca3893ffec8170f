/**
 * `wx.createCanvasContext`, the old canvas API. It records calls; `draw` sends them to the page's frame, where the
 * canvas is and `components/canvas/draw.ts` executes them.
 */
import { newCanvas } from "./native.ts";
import type { NativeContext } from "./native.ts";

type Command = readonly [name: string, ...values: unknown[]];

export interface CanvasContextOptions {
  /** Sends commands to the canvas. */
  draw(commands: readonly Command[], reserve: boolean): Promise<unknown>;
  /** Reports an error of the app's callback. */
  report(error: unknown, during: string): void;
  /** Says that there is nothing to draw on, as on WeChat not an error of the app. */
  warn(message: string): void;
}

class Gradient {
  readonly #style: { readonly gradient: string; readonly at: readonly number[]; readonly stops: [number, string][] };

  constructor(gradient: "linear" | "radial", at: readonly number[]) {
    this.#style = { gradient, at, stops: [] };
  }

  addColorStop(offset: number, color: string): void {
    this.#style.stops.push([Number(offset), String(color)]);
  }

  static styleOf(value: object): unknown {
    return #style in value ? value.#style : undefined;
  }
}

const recordedMethods =
  "arc arcTo beginPath bezierCurveTo clearRect clip closePath ellipse fill fillRect fillText lineTo moveTo quadraticCurveTo rect roundRect restore rotate save scale setTransform stroke strokeRect strokeText transform translate drawImage".split(
    " ",
  );

/** Setter methods such as `setLineWidth` → the property that they set. */
const setters: Readonly<Record<string, string>> = {
  setFillStyle: "fillStyle",
  setStrokeStyle: "strokeStyle",
  setGlobalAlpha: "globalAlpha",
  setLineCap: "lineCap",
  setLineJoin: "lineJoin",
  setLineWidth: "lineWidth",
  setMiterLimit: "miterLimit",
  setTextAlign: "textAlign",
  setTextBaseline: "textBaseline",
};

const initial: Readonly<Record<string, unknown>> = {
  fillStyle: "#000000",
  strokeStyle: "#000000",
  font: "10px sans-serif",
  globalAlpha: 1,
  globalCompositeOperation: "source-over",
  lineCap: "butt",
  lineDashOffset: 0,
  lineJoin: "miter",
  lineWidth: 1,
  miterLimit: 10,
  shadowBlur: 0,
  shadowColor: "rgba(0, 0, 0, 0)",
  shadowOffsetX: 0,
  shadowOffsetY: 0,
  textAlign: "left",
  textBaseline: "normal",
};

/** Creates the context object; each call of `wx.createCanvasContext` gets a new one. */
export function createCanvasContext({ draw, report, warn }: CanvasContextOptions): Record<string, unknown> {
  let commands: Command[] = [];
  let values: Record<string, unknown> = { ...initial };
  const saved: Record<string, unknown>[] = [];
  let ruler: NativeContext | undefined;
  const set = (name: string, value: unknown): void => {
    values[name] = value;
    const style = typeof value === "object" && value !== null ? (Gradient.styleOf(value) ?? value) : value;
    commands.push(["set", name, style]);
  };
  const context: Record<string, unknown> = {};
  for (const name of recordedMethods) {
    context[name] = (...given: unknown[]) => {
      if (name === "save") saved.push({ ...values });
      if (name === "restore") values = saved.pop() ?? values;
      commands.push([name, ...given]);
    };
  }
  for (const [name, property] of Object.entries(setters)) context[name] = (value: unknown) => set(property, value);
  for (const name of Object.keys(initial)) {
    Object.defineProperty(context, name, {
      get: () => values[name],
      set(value) {
        set(name, value);
      },
      enumerable: true,
    });
  }
  return Object.assign(context, {
    setFontSize: (size: number) => set("font", String(values["font"]).replace(/[\d.]+px/, `${Number(size)}px`)),
    setShadow: (x: number, y: number, blur: number, color: string) => {
      set("shadowOffsetX", x);
      set("shadowOffsetY", y);
      set("shadowBlur", blur);
      set("shadowColor", color);
    },
    setLineDash: (pattern: readonly number[], offset?: number) => {
      commands.push(["setLineDash", [...pattern]]);
      if (offset !== undefined) set("lineDashOffset", offset);
    },
    createLinearGradient: (...at: number[]) => new Gradient("linear", at),
    createCircularGradient: (x: number, y: number, r: number) => new Gradient("radial", [x, y, 0, x, y, r]),
    createPattern: (pattern: unknown, repetition: unknown) => ({
      pattern: String(pattern),
      repetition: String(repetition),
    }),
    measureText: (text: unknown) => {
      ruler ??= newCanvas(1, 1).getContext("2d") as NativeContext;
      ruler.font = String(values["font"]);
      return { width: ruler.measureText(String(text)).width };
    },
    /** Returns and clears the commands recorded so far, for `wx.drawCanvas`. */
    getActions: () => commands.splice(0),
    clearActions: () => void commands.splice(0),
    draw: (reserve?: unknown, callback?: unknown) => {
      const actions = commands;
      commands = [];
      values = { ...initial };
      saved.length = 0;
      const done = typeof reserve === "function" ? reserve : callback;
      const finish = () => {
        try {
          if (typeof done === "function") (done as () => void)();
        } catch (error) {
          report(error, "callback of draw");
        }
      };
      draw(actions, reserve === true).then(finish, (error: Error) => {
        // The page has closed meanwhile, as happens to every animation that nobody stops.
        if (error.name === "AbortError") return;
        warn(`draw of a canvas: ${error.message}`);
        finish();
      });
    },
  });
}
