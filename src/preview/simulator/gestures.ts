/**
 * Ways to go back: a swipe from the left edge, the mouse's and keyboard's back keys, and on a phone the browser's back.
 */
import { el } from "./element.ts";

/** Pixels of the screen: the width of the area where a swipe starts, and the distance it must cover. */
const edgeWidth = 12;
const swipeDistance = 60;

/** @param scale returns the scale at which the screen is shown */
export function createEdge(back: () => void, scale: () => number): HTMLElement {
  const arrow = el("div", { class: "back-arrow" }, "‹");
  const strip = el("div", { class: "edge", "aria-hidden": "true" });
  strip.style.width = `${edgeWidth}px`;
  const element = el("div", { class: "edge-place" }, strip, arrow);
  let start: { readonly x: number; readonly id: number } | undefined;
  const moved = (event: PointerEvent): number => (event.clientX - (start?.x ?? event.clientX)) / scale();
  const end = (): void => {
    start = undefined;
    strip.style.width = `${edgeWidth}px`;
    arrow.style.opacity = "0";
  };
  strip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = { x: event.clientX, id: event.pointerId };
    strip.setPointerCapture(event.pointerId);
    // Cover the app's frames: they would get the pointer events above them.
    strip.style.width = "100%";
    const top = strip.getBoundingClientRect().top;
    arrow.style.top = `${(event.clientY - top) / scale()}px`;
  });
  strip.addEventListener("pointermove", (event) => {
    if (!start || event.pointerId !== start.id) return;
    const part = Math.min(1, Math.max(0, moved(event) / swipeDistance));
    arrow.style.opacity = String(part);
    arrow.style.transform = `translate(${part * 16 - 16}px, -50%)`;
    arrow.dataset["far"] = String(part === 1);
  });
  strip.addEventListener("pointerup", (event) => {
    const leads = start !== undefined && moved(event) >= swipeDistance;
    end();
    if (leads) back();
  });
  strip.addEventListener("pointercancel", end);
  return element;
}

/** Listens for Alt and the left arrow, and for the mouse's back button. */
export function listenForBack(back: () => void): void {
  addEventListener("keydown", (event) => {
    if (!event.altKey || event.key !== "ArrowLeft") return;
    event.preventDefault();
    back();
  });
  addEventListener("mouseup", (event) => {
    if (event.button !== 3) return;
    event.preventDefault();
    back();
  });
}

/** On a phone the browser handles the edges, so its back navigation becomes the app's. */
export function interceptBrowserBack(back: () => void): void {
  history.pushState(null, "");
  addEventListener("popstate", () => {
    history.pushState(null, "");
    back();
  });
}
