/**
 * `hover-class`: the class that an element has while it is pressed. One set of listeners serves the whole document;
 * they are added when the first element needs them.
 */
import { pageContext } from "./page-context.ts";

interface Hover {
  /** The author's value; `"none"` or `""` for none. */
  names: string;
  startTime: number;
  stayTime: number;
  stopPropagation: boolean;
  /** The component does not react to presses now. */
  disabled: boolean;
  /** The component's default hover class, such as `button-hover`, which is set unless the author gives another. */
  own: string;
  timer: number | undefined;
  /** Classes that were added here. */
  shown: readonly string[];
}

const hovers = new WeakMap<Element, Hover>();
let isListening = false;

/**
 * Sets `hoverClass`, `hoverStartTime`, `hoverStayTime`, `hoverStopPropagation` or `disabled` of an element.
 *
 * @param defaults used in the element's first call: WeChat's times differ by component
 */
export function setHover(element: HTMLElement, name: string, value: unknown, defaults?: Partial<Hover>): void {
  let hover = hovers.get(element);
  if (hover === undefined) {
    hover = { ...initial, ...defaults };
    hovers.set(element, hover);
    if (!isListening) listen();
  }
  if (name === "hoverClass") {
    hover.names = String(value ?? "none");
    if (hover.shown.length > 0) show(element, hover);
  } else if (name === "hoverStartTime") hover.startTime = finite(value, initial.startTime);
  else if (name === "hoverStayTime") hover.stayTime = finite(value, initial.stayTime);
  else if (name === "hoverStopPropagation") hover.stopPropagation = Boolean(value);
  else if (name === "disabled") {
    hover.disabled = Boolean(value);
    if (hover.disabled) clear(element, hover);
  }
}

const initial: Hover = {
  names: "none",
  startTime: 50,
  stayTime: 400,
  stopPropagation: false,
  disabled: false,
  own: "",
  timer: undefined,
  shown: [],
};

function finite(value: unknown, otherwise: number): number {
  const number = Number(value ?? Number.NaN);
  return Number.isFinite(number) ? number : otherwise;
}

function listen(): void {
  isListening = true;
  let pressed: HTMLElement[] = [];
  const start = (event: PointerEvent) => {
    if (!event.isPrimary || event.button !== 0) return;
    pressed = [];
    for (const target of event.composedPath()) {
      const hover = target instanceof HTMLElement ? hovers.get(target) : undefined;
      if (hover === undefined || hover.disabled) continue;
      pressed.push(target as HTMLElement);
      press(target as HTMLElement, hover);
      if (hover.stopPropagation) break;
    }
  };
  const end = (event: PointerEvent) => {
    if (!event.isPrimary) return;
    for (const element of pressed) release(element, event.type === "pointercancel");
    pressed = [];
  };
  document.addEventListener("pointerdown", start, { passive: true, capture: true });
  document.addEventListener("pointerup", end, { passive: true, capture: true });
  document.addEventListener("pointercancel", end, { passive: true, capture: true });
}

function press(element: HTMLElement, hover: Hover): void {
  clearTimeout(hover.timer);
  if (hover.names === "none") return;
  hover.timer = setTimeout(() => show(element, hover), hover.startTime);
}

function release(element: HTMLElement, cancelled: boolean): void {
  const hover = hovers.get(element);
  if (hover === undefined) return;
  const waiting = hover.shown.length === 0;
  clearTimeout(hover.timer);
  if (cancelled) {
    clear(element, hover);
    return;
  }
  // A short press also shows the class, for the stay time.
  if (waiting && hover.names !== "none") show(element, hover);
  hover.timer = setTimeout(() => clear(element, hover), hover.stayTime);
}

function show(element: HTMLElement, hover: Hover): void {
  element.classList.remove(...hover.shown);
  const scoped = hover.names === "none" ? "" : pageContext().classNames(element, hover.names);
  const names = `${scoped} ${hover.names === hover.own ? hover.own : ""}`.split(/\s+/).filter((name) => name !== "");
  // Do not record classes that the element has anyway: they must stay after the press.
  hover.shown = names.filter((name) => !element.classList.contains(name));
  element.classList.add(...hover.shown);
}

function clear(element: HTMLElement, hover: Hover): void {
  clearTimeout(hover.timer);
  element.classList.remove(...hover.shown);
  hover.shown = [];
}
