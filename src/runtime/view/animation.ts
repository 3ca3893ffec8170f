/** Animations: the `animation` attribute (exported by `wx.createAnimation`) and `this.animate` with keyframes. */
import { authorStyle } from "../components/author-style.ts";
import { overrideStyle } from "./override.ts";

/** Elements with an `animation` in progress, and the timer of the next step. */
const running = new WeakMap<Element, { timer: number }>();

/** Plays the steps of an exported animation in sequence; the last styles stay. */
export function setAnimation(element: HTMLElement, value: unknown): void {
  const actions = field(value, "actions");
  if (!Array.isArray(actions)) return;
  clearTimeout(running.get(element)?.timer);
  const run = { timer: 0 };
  running.set(element, run);
  const play = (index: number): void => {
    if (index >= actions.length) return;
    const time = playStep(element, actions[index]);
    run.timer = setTimeout(() => play(index + 1), time);
  };
  play(0);
}

/** Starts a step and returns its length in milliseconds. */
function playStep(element: HTMLElement, action: unknown): number {
  const option = field(action, "option");
  const transition = field(option, "transition");
  const duration = amount(field(transition, "duration"), 0);
  const delay = amount(field(transition, "delay"), 0);
  const timing = field(transition, "timingFunction");
  const animates = field(action, "animates");
  const style: Record<string, unknown> = {
    transition: `all ${duration}ms ${typeof timing === "string" ? timing : "linear"} ${delay}ms`,
    "transform-origin": String(field(option, "transformOrigin") ?? "50% 50% 0"),
  };
  let transform = "";
  for (const animate of Array.isArray(animates) ? (animates as readonly unknown[]) : []) {
    const type = field(animate, "type");
    const values = field(animate, "args");
    if (typeof type !== "string" || !Array.isArray(values)) continue;
    if (type === "style") style[String(values[0])] = pixels(String(values[0]), values[1]);
    else transform += transformFunction(type, values);
  }
  if (transform !== "") style["transform"] = transform;
  overrideStyle(element, style);
  return duration + delay;
}

/**
 * Plays keyframes. Their final state stays until it is cleared.
 *
 * @param value an `AnimationSteps`, or null to cancel and reset what was played
 */
export function animate(element: HTMLElement, value: unknown): void {
  const playing = (element.$animations ??= []);
  // Clearing single properties is not supported: an animation is always cleared completely.
  if (value === null || field(value, "clear") !== undefined) {
    for (const animation of playing.splice(0)) animation.cancel();
    return;
  }
  const keyframes = field(value, "keyframes");
  if (!Array.isArray(keyframes)) return;
  const frames = keyframes.map(cssKeyframe);
  playing.push(element.animate(frames, { duration: amount(field(value, "duration"), 0), fill: "forwards" }));
}

function cssKeyframe(keyframe: unknown): Keyframe {
  const frame: Keyframe = {};
  let transform = "";
  for (const [name, value] of Object.entries(Object(keyframe) as Record<string, unknown>)) {
    if (value === undefined || value === null) continue;
    if (name === "ease") frame.easing = String(value);
    else if (name === "offset") frame.offset = Number(value);
    else if (isTransform(name)) transform += transformFunction(name, Array.isArray(value) ? value : [value]);
    else frame[name] = pixels(name, value);
  }
  if (transform !== "") frame["transform"] = transform;
  return frame;
}

function isTransform(name: string): boolean {
  return /^(?:matrix(?:3d)?|(?:rotate|scale|translate)(?:3d|[XYZ])?|skew[XY]?)$/.test(name);
}

/** Plain numbers are pixels or degrees, as in WeChat's documentation. */
function transformFunction(name: string, values: readonly unknown[]): string {
  if (!isTransform(name)) return "";
  const texts = values.map((value, i) => {
    if (typeof value !== "number") return authorStyle(String(value));
    if (name.startsWith("translate")) return `${value}px`;
    const isAngle = name.startsWith("skew") || (name.startsWith("rotate") && (name !== "rotate3d" || i === 3));
    return isAngle ? `${value}deg` : String(value);
  });
  return `${name}(${texts.join()}) `;
}

/** Converts a style value to CSS; a plain number is in pixels if the property is a length. */
function pixels(name: string, value: unknown): string {
  const isLength = /^(?:top|right|bottom|left|width|height|(?:min|max|margin|padding|border|font-?size).*)$/i.test(
    name,
  );
  return typeof value === "number" && isLength ? `${value}px` : authorStyle(String(value));
}

function amount(value: unknown, otherwise: number): number {
  return typeof value === "number" && value >= 0 && value < 1e7 ? value : otherwise;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
