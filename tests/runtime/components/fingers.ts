/** Simulates touches and mouse drags in a test's browser: with CDP in Chromium, with WebDriver's actions elsewhere. */
import type { CDPSession, Frame, Page } from "playwright-core";
import { isChromium, performActions } from "../browser.ts";

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/**
 * Milliseconds between two spots. In Chromium they are timestamps of the events, so that a busy machine does not slow a
 * gesture down; elsewhere the browser waits.
 */
const pace = 16;

/** Timestamps of the spots of a gesture that ends now, in seconds since 1970. */
function times(spots: number, rest: number): number[] {
  const end = Date.now() - rest;
  const reached = Array.from({ length: spots }, (_, index) => (end - (spots - 1 - index) * pace) / 1000);
  return [...reached, (end + rest) / 1000];
}

/** WebDriver's actions of one pointer that is pressed on the first spot and released on the last. */
function stroke(kind: "mouse" | "touch", id: string, spots: readonly Spot[], rest: number): object {
  const actions = spots.flatMap((spot, index): object[] => {
    const move = { type: "pointerMove", ...spot, duration: index === 0 ? 0 : pace };
    return index === 0 ? [move, { type: "pointerDown", button: 0 }] : [move];
  });
  const end = [
    { type: "pause", duration: rest },
    { type: "pointerUp", button: 0 },
  ];
  return { type: "pointer", id, parameters: { pointerType: kind }, actions: [...actions, ...end] };
}

const sessions = new WeakMap<Page, Promise<CDPSession>>();

/** One event of the only finger; `spot` is where it is, unless it is lifted. */
export async function touch(page: Page, type: "touchStart" | "touchMove" | "touchEnd", spot?: Spot): Promise<void> {
  if (isChromium) {
    // The end of a session would lift its finger.
    const session = sessions.get(page) ?? page.context().newCDPSession(page);
    sessions.set(page, session);
    await (await session).send("Input.dispatchTouchEvent", { type, touchPoints: spot ? [spot] : [] });
    return;
  }
  const move = spot ? [{ type: "pointerMove", ...spot }] : [];
  const press = { touchStart: ["pointerDown"], touchMove: [], touchEnd: ["pointerUp"] }[type];
  const actions = [...move, ...press.map((name) => ({ type: name, button: 0 }))];
  await performActions(page, [{ type: "pointer", id: "finger", parameters: { pointerType: "touch" }, actions }]);
}

/** A tap, with the mouse events that follow it; `frame` is the one with the element at that spot. */
export async function tap(page: Page, spot: Spot, frame: Frame = page.mainFrame()): Promise<void> {
  if (isChromium) return page.touchscreen.tap(spot.x, spot.y);
  await performActions(page, [stroke("touch", "finger", [spot], 0)]);
  await frame.evaluate(`{
    const x = ${spot.x}, y = ${spot.y};
    let target = document.elementFromPoint(x, y);
    for (let root = target.shadowRoot; root; root = target.shadowRoot) {
      const deeper = root.elementFromPoint(x, y);
      if (!deeper || deeper === target) break;
      target = deeper;
    }
    const init = { bubbles: true, cancelable: true, composed: true, clientX: x, clientY: y, detail: 1 };
    for (const type of ["mousemove", "mousedown", "mouseup", "click"]) target.dispatchEvent(new MouseEvent(type, init));
  }`);
}

/** One finger moves along these spots and rests for `rest` milliseconds on the last one before it is lifted. */
export async function swipe(page: Page, spots: readonly Spot[], rest = 0): Promise<void> {
  if (!isChromium) return performActions(page, [stroke("touch", "finger", spots, rest)]);
  const session = await page.context().newCDPSession(page);
  const at = times(spots.length, rest);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: readonly Spot[], index: number) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: [...touchPoints], timestamp: at[index] as number });
  for (const [index, spot] of spots.entries()) await send(index === 0 ? "touchStart" : "touchMove", [spot], index);
  await send("touchEnd", [], spots.length);
  await session.detach();
}

/** Spots on a straight line. */
export function line(from: Spot, to: Spot, steps = 6): Spot[] {
  return Array.from({ length: steps + 1 }, (_, index) => ({
    x: from.x + ((to.x - from.x) * index) / steps,
    y: from.y + ((to.y - from.y) * index) / steps,
  }));
}

/** Two fingers, symmetric around a point, move from one distance to another. */
export async function pinch(page: Page, middle: Spot, from: number, to: number, steps = 6): Promise<void> {
  const at = (distance: number) => [
    { x: middle.x - distance / 2, y: middle.y, id: 1 },
    { x: middle.x + distance / 2, y: middle.y, id: 2 },
  ];
  if (!isChromium) {
    const ways = [-1, 1].map((side) =>
      line({ x: middle.x + (side * from) / 2, y: middle.y }, { x: middle.x + (side * to) / 2, y: middle.y }, steps),
    );
    return performActions(
      page,
      ways.map((spots, index) => stroke("touch", `finger ${index}`, spots, 0)),
    );
  }
  const session = await page.context().newCDPSession(page);
  await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(from) });
  for (let step = 1; step <= steps; step++) {
    const touchPoints = at(from + ((to - from) * step) / steps);
    await session.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints });
  }
  await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await session.detach();
}

/** Drags with the mouse from one spot to another; the button is released after `rest` milliseconds. */
export async function dragMouse(page: Page, from: Spot, to: Spot, rest = 0): Promise<void> {
  await page.mouse.move(from.x, from.y);
  const spots = line(from, to);
  if (!isChromium) return performActions(page, [stroke("mouse", "mouse", spots, rest)]);
  const session = await page.context().newCDPSession(page);
  const at = times(spots.length, rest);
  const send = (type: "mousePressed" | "mouseMoved" | "mouseReleased", { x, y }: Spot, index: number) => {
    const buttons = type === "mouseReleased" ? 0 : 1;
    const timestamp = at[index] as number;
    return session.send("Input.dispatchMouseEvent", { type, x, y, button: "left", buttons, clickCount: 1, timestamp });
  };
  for (const [index, spot] of spots.entries()) await send(index === 0 ? "mousePressed" : "mouseMoved", spot, index);
  await send("mouseReleased", to, spots.length);
  await session.detach();
}

/** A double click with the mouse. */
export async function doubleClick(page: Page, { x, y }: Spot): Promise<void> {
  if (isChromium) return page.mouse.dblclick(x, y);
  // Playwright sends Firefox two single clicks.
  const press = [
    { type: "pointerDown", button: 0 },
    { type: "pointerUp", button: 0 },
  ];
  const actions = [{ type: "pointerMove", x, y }, ...press, ...press];
  await performActions(page, [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }]);
}
