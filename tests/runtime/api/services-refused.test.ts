/** The host's services in browsers that refuse something without a tap, or behave in a way of their own. */
import { describe, expect, test } from "vitest";
import { useBench } from "./services-bench.ts";

const bench = useBench();
const { act, call, open } = bench;

const files = { kind: "image", count: 1, camera: false, extensions: [] };

describe("if the browser wants a tap, a dialog asks for it", () => {
  test("for choosing files", async () => {
    await open();
    await act("wantTap", "files");
    const chosen = call("media.choose", files);
    await tapButton();
    expect(await chosen).toMatchObject({ failed: "cancel" });
    expect(await act("tries")).toEqual(["refused", "shown"]);
  });

  test("for the clipboard", async () => {
    await open();
    await act("wantTap", "clipboard");
    const written = call("device.writeClipboard", { data: "copied" });
    await tapButton();
    expect(await written).toEqual({ notices: [] });
    expect(await act("tries")).toEqual(["refused", "copied"]);
    await act("wantTap", "clipboard");
    const cancelled = call("device.writeClipboard", { data: "again" });
    await tapButton(0);
    expect(await cancelled).toMatchObject({ failed: "cancel" });
  });

  test("but not for reading the clipboard while the user does nothing", async () => {
    await open();
    await act("wantTap", "clipboard");
    expect(await call("device.readClipboard", {})).toMatchObject({ failed: "permission denied" });
  });

  test("and sound that it does not start is an error of the player", async () => {
    await open();
    await act("wantTap", "sound");
    await call("media.audio", { audio: 1, command: "play" });
    expect(await act("lastEvent")).toMatchObject({
      event: "error",
      errCode: 10_001,
      errMsg: "the browser starts sound only after a tap",
    });
    const merged = await call("video.merge", { sounds: [{ data: "", type: "audio/wav", volume: 1 }] });
    expect(merged).toMatchObject({ failed: "the browser starts sound only after a tap" });
  });

  async function tapButton(index = 1): Promise<void> {
    const button = bench.page.locator(".ui-modal button").nth(index);
    await button.click();
    await bench.page.locator(".ui-modal").waitFor({ state: "detached" });
  }
});

describe("motion sensors", () => {
  test("of an iPhone are read after its user allows it, with its signs and its compass", async () => {
    await open();
    await act("motion", "granted");
    expect(await call("device.sensor", { sensor: "accelerometer", on: true, interval: 0 })).toEqual({ notices: [] });
    await call("device.sensor", { sensor: "compass", on: true, interval: 0 });
    expect(await act("move", { z: -9.81, heading: 90 })).toMatchObject([
      { sensor: "accelerometer", value: { z: -1 } },
      { sensor: "compass", value: { direction: 90, accuracy: 12 } },
    ]);
  });

  test("fail if the user does not allow them", async () => {
    await open();
    await act("motion", "denied");
    expect(await call("device.sensor", { sensor: "gyroscope", on: true, interval: 0 })).toMatchObject({
      failed: "auth deny",
    });
  });

  test("of other phones have the opposite sign, and a device without sensors reports nothing", async () => {
    await open();
    await act("motion", "");
    await call("device.sensor", { sensor: "accelerometer", on: true, interval: 0 });
    expect(await act("move", { z: 9.81 })).toMatchObject([{ sensor: "accelerometer", value: { z: -1 } }]);
    expect(await act("move", {})).toEqual([]);
    await call("device.sensor", { sensor: "accelerometer", on: false, interval: 0 });
    expect(await act("move", { z: 9.81 })).toEqual([]);
  });

  test("that the browser does not have fail", async () => {
    await open();
    await act("motion", "missing");
    expect(await call("device.sensor", { sensor: "deviceMotion", on: true, interval: 0 })).toMatchObject({
      failed: "not supported in this browser",
    });
  });
});

test("a socket that the browser does not open is closed, and a request without an answer fails, with one text everywhere", async () => {
  await open({ domains: { socket: ["ws://127.0.0.1:1"], request: ["http://127.0.0.1:1"] } });
  const socket = { socket: 1, url: "ws://127.0.0.1:1/", protocols: [], timeout: 20_000 };
  expect(await call("network.connect", socket)).toEqual({
    ok: { code: 1006, reason: "" },
    notices: [{ error: "connection failed" }],
  });
  const request = {
    kind: "request",
    method: "GET",
    url: "http://127.0.0.1:1/",
    header: {},
    timeout: 5000,
    chunked: false,
    redirect: "follow",
  };
  expect(await call("network.request", request)).toMatchObject({
    failed: "no answer: the server was not reached, redirects, or does not allow this page (CORS)",
    errno: 600001,
  });
  expect(await call("network.request", { ...request, method: "TRACE" })).toMatchObject({
    failed: "browsers send no TRACE",
    errno: 600009,
  });
});

test("the language is named as WeChat does", async () => {
  await open();
  const expected = {
    "zh-CN": "zh_CN",
    "zh-Hans-CN": "zh_CN",
    "zh-Hant-HK": "zh_HK",
    "zh-Hant": "zh_TW",
    zh: "zh_CN",
    "en-US": "en",
  };
  for (const [tag, language] of Object.entries(expected)) {
    await act("speak", tag);
    expect((await call("system.facts", {})).ok).toMatchObject({ language });
  }
});
