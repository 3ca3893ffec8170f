/** Fingers on the screen of a test's browser. */
import type { Page } from "playwright-core";

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Milliseconds from one spot to the next, by the clock of the fingers: how busy the machine is makes no gesture slower. */
const pace = 16;

/** When each spot of a gesture is reached, in seconds since 1970; it ends now. */
function times(spots: number, rest: number): number[] {
  const end = Date.now() - rest;
  const reached = Array.from({ length: spots }, (_, index) => (end - (spots - 1 - index) * pace) / 1000);
  return [...reached, (end + rest) / 1000];
}

/** One finger goes along these spots; the last one with `rest` milliseconds before it is lifted. */
export async function swipe(page: Page, spots: readonly Spot[], rest = 0): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const at = times(spots.length, rest);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: readonly Spot[], index: number) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: [...touchPoints], timestamp: at[index] as number });
  for (const [index, spot] of spots.entries()) await send(index === 0 ? "touchStart" : "touchMove", [spot], index);
  await send("touchEnd", [], spots.length);
  await session.detach();
}

/** From one spot to another in so many steps. */
export function line(from: Spot, to: Spot, steps = 6): Spot[] {
  return Array.from({ length: steps + 1 }, (_, index) => ({
    x: from.x + ((to.x - from.x) * index) / steps,
    y: from.y + ((to.y - from.y) * index) / steps,
  }));
}

/** Two fingers, mirrored at a middle, that go from one distance to another. */
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

/** The mouse, pressed, from one spot to another; `rest` milliseconds before it is let go. */
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
