/** Video, audio and simulated devices. The page generates sounds and images. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openStage } from "./stage.ts";
import type { Heard, Stage } from "./stage.ts";

let stage: Stage;
let sound = "";

/** Three seconds of silence, as WAV. */
const makeSound = `(() => {
  const samples = 8000 * 3, bytes = new DataView(new ArrayBuffer(44 + samples));
  const word = (at, text) => [...text].forEach((c, i) => bytes.setUint8(at + i, c.charCodeAt(0)));
  word(0, "RIFF"); bytes.setUint32(4, 36 + samples, true); word(8, "WAVEfmt "); bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true); bytes.setUint16(22, 1, true); bytes.setUint32(24, 8000, true); bytes.setUint32(28, 8000, true);
  bytes.setUint16(32, 1, true); bytes.setUint16(34, 8, true); word(36, "data"); bytes.setUint32(40, samples, true);
  for (let i = 0; i < samples; i++) bytes.setUint8(44 + i, 128);
  return URL.createObjectURL(new Blob([bytes], { type: "audio/wav" }));
})()`;

beforeAll(async () => {
  stage = await openStage({ hasTouch: true });
  sound = await stage.run(makeSound);
});
afterEach(() => expect(stage.problems).toEqual([]));
afterAll(() => stage.close());

/** The types of all events so far. */
const types = () => stage.run<string[]>("frame.events.map((event) => event.type)");
const invoke = <T>(selector: string, method: string, ...values: unknown[]) =>
  stage.run<T>(`document.querySelector("${selector}").invoke("${method}", ${JSON.stringify(values)})`);
const inside = (selector: string, inner: string) => stage.page.locator(`${selector} >> ${inner}`);
const video = <T>(expression: string) =>
  stage.run<T>(`document.querySelector("#v").shadowRoot.querySelector("video").${expression}`);

describe("video", () => {
  test("video is 300 by 225, plays by its button, and raises events until the end", async () => {
    await stage.show(`<wx-video id="v" src="${sound}"></wx-video>`);
    expect(await stage.run("(r => [r.width, r.height])(document.querySelector('#v').getBoundingClientRect())")).toEqual(
      [300, 225],
    );
    await expect.poll(types).toContain("loadedmetadata");
    await inside("#v", "#center").click();
    await expect.poll(() => video<number>("currentTime")).toBeGreaterThan(0.3);
    await invoke("#v", "pause");
    await expect.poll(async () => (await types()).at(-1)).toBe("pause");
    const heard = await types();
    expect(heard.slice(heard.indexOf("play"))).toContain("timeupdate");
    await invoke("#v", "seek", 2.9);
    await invoke("#v", "play");
    await expect.poll(types).toEqual(expect.arrayContaining(["seekcomplete", "play", "ended"]));
  });

  test("autoplay, loop, muted, initial-time", async () => {
    await stage.show(`<wx-video id="v" autoplay loop muted initial-time="1" src="${sound}"></wx-video>`);
    await expect.poll(() => video<boolean>("paused")).toBe(false);
    expect(await video<boolean>("muted")).toBe(true);
    await expect.poll(() => video<number>("currentTime")).toBeGreaterThanOrEqual(1);
    await invoke("#v", "playbackRate", 1.5);
    expect(await video<number>("playbackRate")).toBe(1.5);
  });

  test("a slider with keyboard support, buttons with accessible names", async () => {
    await stage.show(`<wx-video id="v" autoplay src="${sound}" show-mute-btn></wx-video>`);
    await expect.poll(() => video<boolean>("paused")).toBe(false);
    await inside("#v", "#mute").click();
    expect(await video<boolean>("muted")).toBe(true);
    expect(await inside("#v", "#mute").getAttribute("aria-label")).toBe("打开声音");
    await inside("#v", "#track").focus();
    await stage.page.keyboard.press("ArrowRight");
    await expect.poll(() => video<number>("currentTime")).toBeGreaterThan(2.5);
  });

  test("full screen covers the page; escape leaves it", async () => {
    await stage.show(`<div css="transform: scale(.5)"><wx-video id="v" src="${sound}"></wx-video></div>`);
    await invoke("#v", "requestFullScreen", { direction: 0 });
    expect(await stage.run("(r => [r.width, r.height])(document.querySelector('#v').getBoundingClientRect())")).toEqual(
      [375, 667],
    );
    expect(await stage.run("frame.acts.filter(a => a.name === 'fullScreen').map(a => a.argument)")).toEqual([
      { on: true, direction: 0 },
    ]);
    await stage.page.keyboard.press("Escape");
    await expect
      .poll(async () => (await stage.heard()).filter(({ type }) => type === "fullscreenchange"))
      .toMatchObject([
        { detail: { fullScreen: true, direction: "vertical" } },
        { detail: { fullScreen: false, direction: "vertical" } },
      ]);
  });

  test("danmu comments move across the video", async () => {
    await stage.show(
      `<wx-video id="v" enable-danmu danmu-btn danmu-list='json:[{"text":"first","color":"#ff0000","time":0.1}]' src="${sound}"></wx-video>`,
    );
    await invoke("#v", "play");
    await expect.poll(() => inside("#v", "#danmu").textContent()).toBe("first");
    await invoke("#v", "sendDanmu", { text: "second", color: "#fff" });
    expect(await inside("#v", "#danmu").textContent()).toBe("firstsecond");
  });

  test("a source that cannot be played raises an error", async () => {
    await stage.show(`<wx-video id="v" src="none.mp4"></wx-video>`);
    await expect.poll(types).toContain("error");
  });
});

test("audio is visible only with controls, and plays", async () => {
  await stage.show(`<wx-audio id="a" name="Song" author="Somebody" src="${sound}"></wx-audio>`);
  expect(await stage.run("document.querySelector('#a').offsetWidth")).toBe(0);
  await stage.set("#a", "controls", true);
  expect(await stage.run("document.querySelector('#a').offsetWidth")).toBe(300);
  await inside("#a", "#toggle").click();
  await expect.poll(types).toEqual(expect.arrayContaining(["play", "timeupdate"]));
  await invoke("#a", "pause");
  await expect.poll(types).toContain("pause");
});

interface Answer {
  readonly [name: string]: { readonly extension: string; readonly size: number; readonly head: number[] };
}
/** Files are returned as their first bytes, because only plain values leave the browser. */
const files = (selector: string, method: string) =>
  stage.run<Answer>(
    `document.querySelector("${selector}").invoke("${method}", [{}]).then(a => Object.fromEntries(Object.entries(a).map(([k, v]) => [k, v.file ? { extension: v.extension, size: v.file.length, head: [...v.file.slice(0, 4)] } : v])))`,
  );

test("a camera takes photos and records video of a generated image", async () => {
  await stage.show(`<wx-camera id="c" device-position="front"></wx-camera>`);
  await expect
    .poll(() => stage.run<Heard[]>("frame.events"))
    .toEqual([{ on: "#c", type: "initdone", detail: { maxZoom: 8 } }]);
  const photo = await files("#c", "takePhoto");
  expect(photo["tempImagePath"]).toMatchObject({ extension: ".jpg", head: [0xff, 0xd8, 0xff, 0xe0] });
  expect(photo["tempImagePath"]?.size).toBeGreaterThan(1000);
  // On a busy machine a recorder may have no data yet when it is stopped.
  const film = async () => {
    await invoke("#c", "startRecord", {});
    await stage.page.waitForTimeout(500);
    return (await files("#c", "stopRecord"))["tempVideoPath"];
  };
  await expect.poll(film).toMatchObject({ extension: ".webm", head: [0x1a, 0x45, 0xdf, 0xa3] });
  expect(
    await stage.run("document.querySelector('#c').invoke('frame', []).then(f => [f.width, f.data.byteLength])"),
  ).toEqual([480, 480 * 360 * 4]);
});

test("live components report what WeChat's report on success", async () => {
  await stage.show(
    `<wx-live-player id="p" autoplay src="rtmp://x/y"></wx-live-player><wx-live-pusher id="u" url="rtmp://x/y"></wx-live-pusher>`,
  );
  const codes = (id: string, heard: readonly Heard[]) =>
    heard
      .filter(({ on, type }) => on === id && type === "statechange")
      .map(({ detail }) => (detail as { code: number }).code);
  await expect.poll(async () => codes("#p", await stage.heard())).toEqual([2001, 2002, 2003, 2004]);
  await invoke("#u", "start", {});
  await expect.poll(async () => codes("#u", await stage.heard())).toEqual([1001, 1002, 1003, 1007]);
  expect((await files("#u", "snapshot"))["tempImagePath"]).toMatchObject({ extension: ".jpg" });
});
