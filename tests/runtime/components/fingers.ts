/** Simulates touches and mouse drags in a test's browser. */
import type { Page } from "playwright-core";

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/**
 * Milliseconds between two spots, as timestamps of the touch events, so that a busy machine does not slow a gesture
 * down.
 */
const pace = 16;

/** Timestamps of the spots of a gesture that ends now, in seconds since 1970. */
function times(spots: number, rest: number): number[] {
  const end = Date.now() - rest;
  const reached = Array.from({ length: spots }, (_, index) => (end - (spots - 1 - index) * pace) / 1000);
  return [...reached, (end + rest) / 1000];
}

/** One finger moves along these spots and rests for `rest` milliseconds on the last one before it is lifted. */
export async function swipe(page: Page, spots: readonly Spot[], rest = 0): Promise<void> {
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
  const session = await page.context().newCDPSession(page);
  const at = (distance: number) => [
    { x: middle.x - distance / 2, y: middle.y, id: 1 },
    { x: middle.x + distance / 2, y: middle.y, id: 2 },
  ];
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
  const session = await page.context().newCDPSession(page);
  const spots = line(from, to);
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
