/** Fingers on the screen of a test's browser. */
import type { Page } from "playwright-core";

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** One finger goes along these spots; the last one with `rest` milliseconds before it is lifted. */
export async function swipe(page: Page, spots: readonly Spot[], rest = 0): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: readonly Spot[]) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: [...touchPoints] });
  for (const [index, spot] of spots.entries()) await send(index === 0 ? "touchStart" : "touchMove", [spot]);
  if (rest > 0) await page.waitForTimeout(rest);
  await send("touchEnd", []);
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

/** The mouse, pressed, from one spot to another. */
export async function dragMouse(page: Page, from: Spot, to: Spot, rest = 0): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (const spot of line(from, to).slice(1)) await page.mouse.move(spot.x, spot.y);
  if (rest > 0) await page.waitForTimeout(rest);
  await page.mouse.up();
}
