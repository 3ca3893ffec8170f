/** Draws a box around an element selected in a preview. */

const state: { box?: HTMLElement } = {};

/** Without an element, removes the box. */
export function highlight(element: HTMLElement | null | undefined): void {
  state.box?.remove();
  delete state.box;
  if (!element) return;
  const { left, top, width, height } = element.getBoundingClientRect();
  const box = document.createElement("wx-highlight");
  const { style } = box;
  style.position = "fixed";
  style.left = `${left}px`;
  style.top = `${top}px`;
  style.width = `${width}px`;
  style.height = `${height}px`;
  style.background = "rgba(15, 118, 110, 0.25)";
  style.outline = "1px solid rgb(15, 118, 110)";
  style.pointerEvents = "none";
  style.zIndex = "2147483647";
  document.documentElement.append(box);
  state.box = box;
}
