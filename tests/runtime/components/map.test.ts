/** The built-in map: markers, gestures, events and shapes. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { dragMouse, line, pinch, swipe } from "./fingers.ts";
import { openStage } from "./stage.ts";
import type { Heard, Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({ hasTouch: true }, ".map { width: 375px; height: 300px }");
});
afterEach(() => expect(stage.problems).toEqual([]));
afterAll(() => stage.close());

const place = { latitude: 23.099994, longitude: 113.32452 };
const json = (value: unknown) => `'json:${JSON.stringify(value).replaceAll("'", "&#39;")}'`;
const map = (attributes = "") =>
  `<wx-map id="m" class="map" latitude="${place.latitude}" longitude="${place.longitude}" scale="14" ${attributes}></wx-map>`;
const invoke = <T>(method: string, ...values: unknown[]) =>
  stage.run<T>(`document.querySelector("#m").invoke("${method}", ${JSON.stringify(values)})`);
/** Waits until the map is drawn. It draws in an animation frame, and again once its size is known. */
const drawn = () =>
  stage.run(`new Promise((done) => {
  let frames = 4;
  const next = () => (frames-- > 0 ? requestAnimationFrame(next) : done());
  next();
})`);
const ofType = (events: readonly Heard[], type: string) => events.filter((event) => event.type === type);
const inside = (selector: string) =>
  stage.run<{ x: number; y: number; width: number; height: number }>(
    `document.querySelector("#m").shadowRoot.querySelector("${selector}").getBoundingClientRect().toJSON()`,
  );

test("a marker is at its location; a tap reports its id and opens its callout", async () => {
  const markers = [
    {
      id: 7,
      ...place,
      title: "here",
      width: 30,
      height: 40,
      iconPath: "a.svg",
      callout: { content: "hello", padding: 10 },
    },
  ];
  await stage.show(map(`markers=${json(markers)}`));
  await drawn();
  const icon = await inside(".marker");
  expect([icon.x + icon.width / 2, icon.y + icon.height]).toEqual([187.5, 150]);
  expect((await inside(".callout")).width).toBe(0);
  await stage.page.mouse.click(187, 140);
  await drawn();
  expect(ofType(await stage.events(), "markertap")).toEqual([{ on: "#m", type: "markertap", detail: { markerId: 7 } }]);
  const callout = await inside(".callout");
  expect(callout.width).toBeGreaterThan(30);
  expect(callout.y + callout.height).toBeLessThan(112);
  await stage.page.mouse.click(callout.x + 5, callout.y + 5);
  expect(ofType(await stage.events(), "callouttap")).toHaveLength(1);
});

test("a tap on the map reports the location", async () => {
  await stage.show(map());
  await drawn();
  const detail = (x: number, y: number) =>
    stage.run<typeof place | null>(`document.querySelector("#m").tapDetail(${x}, ${y})`);
  const { latitude, longitude } = (await detail(187.5, 150)) ?? { latitude: 0, longitude: 0 };
  expect(latitude).toBeCloseTo(place.latitude, 4);
  expect(longitude).toBeCloseTo(place.longitude, 4);
  await stage.set("#m", "markers", [{ id: 1, ...place }]);
  await drawn();
  expect(await detail(187.5, 140)).toBe(null);
});

test("dragging moves the region and raises begin and end", async () => {
  await stage.show(map());
  await drawn();
  await dragMouse(stage.page, { x: 200, y: 150 }, { x: 100, y: 150 });
  const events = ofType(await stage.events(), "regionchange").map(({ detail }) => detail as Record<string, unknown>);
  expect(events.map(({ type, causedBy }) => [type, causedBy])).toEqual([
    ["begin", "gesture"],
    ["end", "drag"],
  ]);
  const center = await invoke<typeof place>("getCenterLocation");
  // A hundred pixels at scale 14, at which the world is 256 * 2^14 wide.
  expect(center.longitude - place.longitude).toBeCloseTo((100 * 360) / (256 * 2 ** 14), 5);
  expect(center.latitude).toBeCloseTo(place.latitude, 5);
  await swipe(stage.page, line({ x: 100, y: 200 }, { x: 100, y: 100 }));
  expect((await invoke<typeof place>("getCenterLocation")).latitude).toBeLessThan(place.latitude);
});

test("two fingers and the wheel zoom, within the limits", async () => {
  await stage.show(map("max-scale='16'"));
  await drawn();
  await pinch(stage.page, { x: 187, y: 150 }, 60, 120);
  await expect.poll(async () => (await invoke<{ scale: number }>("getScale")).scale).toBeCloseTo(15, 1);
  await stage.page.mouse.move(100, 100);
  await stage.page.mouse.wheel(0, -1200);
  await expect.poll(async () => (await invoke<{ scale: number }>("getScale")).scale).toBe(16);
  await stage.set("#m", "enableZoom", false);
  await stage.page.mouse.wheel(0, 1200);
  await drawn();
  expect((await invoke<{ scale: number }>("getScale")).scale).toBe(16);
});

test("the context: includePoints, moving markers, conversion of locations to pixels", async () => {
  const markers = [{ id: 1, ...place }];
  await stage.show(map(`markers=${json(markers)}`));
  await drawn();
  await invoke("translateMarker", {
    markerId: 1,
    destination: { latitude: place.latitude, longitude: place.longitude + 0.01 },
    duration: 60,
  });
  const middle = async () => (({ x, width }) => x + width / 2)(await inside(".marker"));
  await expect.poll(middle).toBeCloseTo(187.5 + (0.01 * 256 * 2 ** 14) / 360, 0);
  const spot = await invoke<{ x: number; y: number }>("toScreenLocation", place);
  expect([Math.round(spot.x), Math.round(spot.y)]).toEqual([188, 150]);
  const points = [place, { latitude: place.latitude + 1, longitude: place.longitude + 1 }];
  await invoke("includePoints", { points });
  await expect
    .poll(async () => {
      const region = await invoke<{ southwest: typeof place; northeast: typeof place }>("getRegion");
      return [region.southwest.latitude < place.latitude, region.northeast.longitude > place.longitude + 1];
    })
    .toEqual([true, true]);
  await expect(invoke("openMapApp")).rejects.toThrow("not supported");
});

test("lines, polygons and circles are drawn, controls can be tapped", async () => {
  const near = (north: number, east: number) => ({
    latitude: place.latitude + north,
    longitude: place.longitude + east,
  });
  const shapes = `polyline=${json([{ points: [near(0, -0.01), near(0, 0.01)], color: "#FF0000", width: 6 }])} circles=${json([{ ...near(0.004, 0), radius: 200, fillColor: "#0000ff", color: "#0000ff" }])} polygons=${json([{ points: [near(-0.002, -0.002), near(-0.006, -0.002), near(-0.006, 0.002), near(-0.002, 0.002)], fillColor: "#00ff00", strokeWidth: 1 }])} controls=${json([{ id: 3, iconPath: "a.svg", clickable: true, position: { left: 10, top: 200, width: 40, height: 40 } }])}`;
  await stage.show(map(shapes));
  await drawn();
  const color = (x: number, y: number) =>
    stage.run<number[]>(
      `[...document.querySelector("#m").shadowRoot.querySelector("canvas").getContext("2d").getImageData(${x}, ${y}, 1, 1).data].slice(0, 3)`,
    );
  expect(await color(187, 150)).toEqual([255, 0, 0]);
  const up = Math.round(150 - (0.004 * 256 * 2 ** 14) / 360 / Math.cos((place.latitude * Math.PI) / 180));
  expect(await color(187, up)).toEqual([0, 0, 255]);
  expect(await color(187, 300 - up)).toEqual([0, 255, 0]);
  await stage.page.mouse.click(30, 220);
  expect(ofType(await stage.events(), "controltap")).toEqual([
    { on: "#m", type: "controltap", detail: { controlId: 3 } },
  ]);
});
