/** Rarely used features in Chromium: sound and video with Worker and host together, elements that fly between pages. */
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { doubleClick } from "../components/fingers.ts";
import { openFiles } from "./opened.ts";
import { readRuntime, startSite } from "./site.ts";
import type { TestSite } from "./site.ts";

let browser: Browser;
let site: TestSite;

beforeAll(async () => {
  browser = await launchBrowser(["--autoplay-policy=no-user-gesture-required"], { "media.autoplay.default": 0 });
  site = await startSite(await readRuntime());
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Runs the body of an async function in an app's Worker. @returns its result */
async function inApp(id: string, body: string): Promise<unknown> {
  const files = {
    "app.json": JSON.stringify({ pages: ["a/a"] }),
    "a/a.wxml": "<view>a</view>",
    "a/a.js": `
const once = (target, name) => new Promise((resolve) => (target[name] = resolve));
const until = (task) => new Promise((resolve) => {
  const id = setInterval(() => { const found = task(); if (found) { clearInterval(id); resolve(found); } }, 10);
});
async function run() { ${body} }
Page({ onLoad() { run().then((value) => console.log("done", JSON.stringify(value)), (error) => console.log("done", JSON.stringify(String(error.stack || error.errMsg)))); } });`,
  };
  const opened = await openFiles(browser, site, id, files);
  const done = async (): Promise<string | undefined> =>
    (await opened.logged()).find(([first]) => first === "done")?.[1];
  await expect.poll(done).toBeDefined();
  const value = JSON.parse((await done()) as string) as unknown;
  expect(await opened.events("problem")).toEqual([]);
  await opened.close();
  return value;
}

/** A one-second film with a tone, red in the first half and blue in the second. */
async function makeFilm(page: Page): Promise<string> {
  return page.evaluate(`(async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 64; canvas.height = 48;
    const drawing = canvas.getContext("2d");
    let colour = "#f00";
    let pictures = 0;
    const draw = () => {
      pictures++;
      drawing.fillStyle = colour;
      drawing.fillRect(0, 0, 64, 48);
    };
    draw();
    const id = setInterval(draw, 40);
    // Not by time: where timers come late, a colour would have no picture.
    const more = async (count) => {
      for (const end = pictures + count; pictures < end; ) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    const out = audio.createMediaStreamDestination();
    tone.connect(out);
    tone.start();
    const recorder = new MediaRecorder(new MediaStream([...canvas.captureStream(25).getTracks(), ...out.stream.getTracks()]));
    const parts = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((resolve) => (recorder.onstop = resolve));
    const started = new Promise((resolve) => (recorder.onstart = resolve));
    recorder.start();
    // Not before it takes what it is given, which a busy machine may need a while for.
    await started;
    await more(12);
    colour = "#00f";
    await more(12);
    recorder.stop();
    await stopped;
    clearInterval(id);
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  })()`);
}

test("Web Audio: an analyser measures the tone that was played, and the end is reported", async () => {
  const body = `
const audio = wx.createWebAudioContext();
const changed = once(audio, "onstatechange");
const first = [audio.state, audio.sampleRate];
await changed;
// A second of 4,410 Hz, sample by sample.
const buffer = audio.createBuffer(1, 44100, 44100);
const samples = buffer.getChannelData(0);
for (let i = 0; i < samples.length; i++) samples[i] = Math.sin((2 * Math.PI * 4410 * i) / 44100);
const source = audio.createBufferSource();
const gain = audio.createGain();
const analyser = audio.createAnalyser();
analyser.fftSize = 256;
gain.gain.value = 0.5;
source.buffer = buffer;
source.connect(gain).connect(analyser).connect(audio.destination);
const ended = once(source, "onended");
source.start();
const heard = new Uint8Array(analyser.frequencyBinCount);
const loudest = await until(() => {
  analyser.getByteFrequencyData(heard);
  const most = Math.max(...heard);
  return most > 100 && heard.indexOf(most);
});
const time = audio.currentTime;
source.stop();
const event = await ended;
await audio.suspend();
const stopped = audio.currentTime;
return { first, state: audio.state, loudest, bins: heard.length, ran: time > 0 && stopped >= time, event: event.type,
  gain: gain.gain.value, still: audio.currentTime === stopped, listener: (audio.listener.positionX = 3, audio.listener.positionX.value) };`;
  expect(await inApp("graph", body)).toEqual({
    first: ["suspended", 44_100],
    state: "suspended",
    // 4,410 of 22,050 Hz.
    loudest: 26,
    bins: 128,
    ran: true,
    event: "ended",
    gain: 0.5,
    still: true,
    listener: 3,
  });
});

test("Web Audio: an audio file is decoded, an invalid one is reported; a script processor creates samples", async () => {
  const body = `
const audio = wx.createWebAudioContext();
const wave = new DataView(new ArrayBuffer(44 + 8820));
[[0, "RIFF"], [8, "WAVE"], [12, "fmt "], [36, "data"]].forEach(([at, text]) => [...text].forEach((c, i) => wave.setUint8(at + i, c.charCodeAt(0))));
[[4, 36 + 8820], [16, 16], [24, 44100], [28, 88200], [40, 8820]].forEach(([at, value]) => wave.setUint32(at, value, true));
[[20, 1], [22, 1], [32, 2], [34, 16]].forEach(([at, value]) => wave.setUint16(at, value, true));
for (let i = 0; i < 4410; i++) wave.setInt16(44 + 2 * i, 16384, true);
const buffer = await new Promise((resolve, reject) => audio.decodeAudioData(wave.buffer, resolve, reject));
const copy = new Float32Array(2);
buffer.copyFromChannel(copy, 0, 10);
const failed = await new Promise((resolve) => audio.decodeAudioData(new ArrayBuffer(8), () => resolve("?"), (error) => resolve(error.message)));
const processor = audio.createScriptProcessor(256, 1, 1);
const analyser = audio.createAnalyser();
analyser.fftSize = 256;
processor.onaudioprocess = ({ outputBuffer }) => outputBuffer.getChannelData(0).fill(0.25);
processor.connect(analyser).connect(audio.destination);
const heard = new Float32Array(4);
await until(() => (analyser.getFloatTimeDomainData(heard), Math.abs(heard[0] - 0.25) < 0.01));
await audio.close();
return [buffer.duration, buffer.numberOfChannels, buffer.length, [...copy].map((one) => one.toFixed(2)), failed];`;
  expect(await inApp("decode", body)).toEqual([
    0.1,
    1,
    4410,
    ["0.50", "0.50"],
    "decodeAudioData:fail unable to decode audio data",
  ]);
});

test("a video decoder returns single frames, and tracks of two videos are merged into one", async () => {
  const page = await browser.newPage();
  await page.goto(site.hostOrigin);
  const film = await makeFilm(page);
  await page.close();
  const body = `
const path = wx.env.USER_DATA_PATH + "/film.webm";
wx.getFileSystemManager().writeFileSync(path, ${JSON.stringify(film)}, "base64");
const decoder = wx.createVideoDecoder();
const started = new Promise((resolve) => decoder.on("start", resolve));
let over = false;
decoder.on("ended", () => (over = true));
await decoder.start({ source: path });
const { width, height } = await started;
const frames = [];
await until(() => {
  for (let frame; (frame = decoder.getFrameData()); ) frames.push(frame);
  return over;
});
await decoder.remove();
const colour = ({ data }) => { const [r, , b] = new Uint8Array(data, 4 * (64 * 24 + 32), 4); return r > b ? "red" : "blue"; };
const container = wx.createMediaContainer();
const { tracks } = await container.extractDataSource({ source: path });
tracks.forEach((track) => container.addTrack(track));
const { tempFilePath } = await container.export();
const info = await wx.getFileInfo({ filePath: tempFilePath });
const none = wx.createMediaContainer();
const failed = await none.export().catch(({ errMsg }) => errMsg);
return { size: [width, height], first: colour(frames[0]), last: colour(frames.at(-1)), ordered: frames.every(({ pkPts }, i) => i === 0 || pkPts > frames[i - 1].pkPts),
  kinds: tracks.map(({ kind }) => kind), type: tempFilePath.split(".").at(-1), big: info.size > 500, failed };`;
  expect(await inApp("film", body)).toEqual({
    size: [64, 48],
    first: "red",
    last: "blue",
    ordered: true,
    kinds: ["video", "audio"],
    type: "webm",
    big: true,
    failed: "export:fail no track",
  });
});

describe("share-element", () => {
  /**
   * Records animations in all frames, because a flight may be over before a slow machine looks. Also extends the time
   * the host waits for a late page, which it would slide in otherwise.
   */
  const recorder = `
const { setTimeout: later } = globalThis;
globalThis.setTimeout = (task, time, ...values) => later(task, time === 300 ? 30000 : time, ...values);
globalThis.animated = [];
const { animate } = Element.prototype;
Element.prototype.animate = function (keyframes, timing) {
  animated.push({ id: this.id, keyframes: JSON.parse(JSON.stringify(keyframes)), open: this.matches(":popover-open") });
  return animate.call(this, keyframes, timing);
};`;
  const recording = {
    async newPage(options: object) {
      const page = await browser.newPage(options);
      await page.addInitScript(recorder);
      return page;
    },
  } as unknown as Browser;

  interface Animated {
    readonly id: string;
    readonly open: boolean;
    readonly keyframes: readonly { readonly transform: string }[];
  }

  const animated = (frame: { evaluate(script: string): Promise<unknown> }): Promise<Animated[]> =>
    frame.evaluate("animated") as Promise<Animated[]>;

  async function frameOf(page: Page, number: number): Promise<Frame> {
    let found: Frame | undefined;
    const look = async (): Promise<boolean> => {
      for (const frame of page.frames()) {
        const shown = await frame.evaluate("document.documentElement.dataset.page").catch(() => undefined);
        if (shown === String(number)) found = frame;
      }
      return found !== undefined;
    };
    await expect.poll(look).toBe(true);
    return found as Frame;
  }

  test("flies from its position on one page to its position on the other, and back; the pages do not slide", async () => {
    const files = {
      "app.json": JSON.stringify({ pages: ["list/list", "card/card", "plain/plain"] }),
      "list/list.wxml": `<view style="height: 100px">list</view>
<share-element key="b"><view style="width: 50px; height: 40px" bindtap="open">open</view></share-element>
<view bindtap="plain">other</view>`,
      "list/list.js": `Page({ open() { wx.navigateTo({ url: "/card/card" }) }, plain() { wx.navigateTo({ url: "/plain/plain" }) } })`,
      "card/card.json": `{ "navigationStyle": "custom" }`,
      "card/card.wxml": `<view style="height: 10px"></view><view style="width: 100px"><share-element key="b"><view style="height: 80px">big</view></share-element></view>
<view style="margin-top: 100px" bindtap="back">go back</view>`,
      "card/card.js": "Page({ back() { wx.navigateBack() } })",
      "plain/plain.wxml": "<view>plain</view>",
      "plain/plain.js": "Page({})",
    };
    const opened = await openFiles(recording, site, "shared", files, { animations: true });
    const list = await frameOf(opened.page, 1);
    const bar = (await opened.page.evaluate(
      `document.querySelector("#app").shadowRoot.querySelector(".page[data-path='list/list'] .page-frame").getBoundingClientRect().top`,
    )) as number;
    expect(bar).toBeGreaterThan(40);
    await list.getByText("open").click();
    const card = await frameOf(opened.page, 2);
    await expect
      .poll(async () => (await animated(card)).filter(({ id }) => id === "shuttle"))
      .toEqual([
        {
          id: "shuttle",
          open: true,
          keyframes: [
            // 375 wide on the list, 100 on the card; the list starts below its navigation bar.
            { transform: `translate(0px, ${bar + 100}px) scale(3.75, 0.5)` },
            { transform: "translate(0px, 10px)" },
          ],
        },
      ]);
    await expect.poll(() => card.evaluate("document.querySelectorAll(':popover-open').length")).toBe(0);
    const ofPages = async (): Promise<string> =>
      JSON.stringify((await animated(opened.page)).map((one) => one.keyframes));
    expect(await ofPages()).toBe('[{"opacity":[0,1]}]');

    await card.getByText("go back").click();
    await expect
      .poll(async () => (await animated(list)).find(({ id }) => id === "shuttle")?.keyframes[0]?.transform)
      .toBe(`translate(0px, ${10 - bar}px) scale(${100 / 375}, 2)`);
    await expect.poll(() => opened.page.frames().length).toBeLessThan(5);
    await list.getByText("other").click();
    await frameOf(opened.page, 3);
    await expect.poll(ofPages).toContain("translateX(100%)");
    expect(await opened.events("problem")).toEqual([]);
    await opened.close();
  });
});

test("list-builder and grid-builder create an item for each entry, and report those that become visible", async () => {
  const files = {
    "app.json": JSON.stringify({ pages: ["a/a"] }),
    "a/a.wxml": `<scroll-view id="sc" type="custom" scroll-y enable-back-to-top style="height: 200px">
<list-builder id="list" list="{{list}}" child-count="{{40}}" child-height="50" padding="{{[10, 0, 0, 0]}}" binditembuild="built" binditemdispose="gone">
  <view slot:item="one" slot:index class="row" style="height: 50px" data-id="{{one.id}}" bindtap="tap">{{index}}: {{one.name}} of {{title}}</view>
</list-builder>
<grid-builder id="grid" list="{{list}}" cross-axis-count="3"><text slot:item slot:index class="cell">{{item.name}}{{index}}</text></grid-builder>
</scroll-view>`,
    "a/a.js": `const list = [...Array(20).keys()].map((id) => ({ id, name: "n" + id }));
Page({ data: { list, title: "t" },
  onReady() { wx.createSelectorQuery().select("#sc").scrollOffset(({ scrollHeight }) => console.log("offset", scrollHeight)).exec(); },
  built({ detail }) { console.log("built", detail.index); }, gone({ detail }) { console.log("gone", detail.index); },
  tap({ currentTarget }) { this.setData({ "list[1].name": "tapped " + currentTarget.dataset.id, title: "T" }); } });`,
  };
  const opened = await openFiles(browser, site, "builders", files);
  const frame = opened.page.frameLocator(".page[data-state='shown'] iframe");
  await expect.poll(() => frame.locator(".row").count()).toBe(20);
  expect(await frame.locator(".row").nth(3).textContent()).toBe("3: n3 of t");
  expect(await frame.locator(".cell").nth(4).textContent()).toBe("n44");
  const told = async (what: string): Promise<string[]> =>
    (await opened.logged()).flatMap(([first, index]) => (first === what ? [String(index)] : []));
  await expect.poll(() => told("built")).toEqual(["0", "1", "2", "3"]);
  // The list's 2,010 pixels and seven rows of the grid.
  await expect.poll(async () => Number((await told("offset"))[0])).toBeGreaterThan(2100);
  await frame.locator(".row").nth(2).click();
  await expect.poll(() => frame.locator(".row").nth(1).textContent()).toBe("1: tapped 2 of T");
  // 20 items of 50 pixels with 10 above them, and space for 20 more.
  const heights = await frame
    .locator("#list")
    .evaluate((list) => [list.getBoundingClientRect().height, list.parentElement?.childElementCount]);
  expect(heights).toEqual([2010, 2]);
  await frame.locator(".row").nth(10).scrollIntoViewIfNeeded();
  await expect.poll(() => told("gone")).toContain("0");
  await expect.poll(() => told("built")).toContain("10");
  const top = (): Promise<unknown> =>
    frame
      .locator(".row")
      .first()
      .evaluate((row) => row.getBoundingClientRect().top);
  expect(await top()).toBeLessThan(0);
  // "Scrolls back to the top when the title bar is tapped twice."
  await doubleClick(opened.page, { x: 187, y: 22 });
  await expect.poll(top).toBe(10);
  const [first, second] = await frame
    .locator(".cell")
    .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().left));
  expect([first, second]).toEqual([0, 125]);
  expect(await opened.events("problem")).toEqual([]);
  await opened.close();
});

test("wx.getWindowInfo matches the page's frame: with a custom bar, on a tab page, and above a phone's home indicator", async () => {
  const say =
    'onLoad() { const { windowHeight, screenTop, safeArea } = wx.getWindowInfo(); console.log("size", windowHeight, screenTop, safeArea.bottom); }';
  const files = {
    "app.json": JSON.stringify({
      pages: ["a/a", "b/b", "c/c"],
      tabBar: { list: ["a/a", "b/b"].map((pagePath) => ({ pagePath, text: pagePath })) },
    }),
    "a/a.wxml": '<view bindtap="go">a</view>',
    "a/a.js": `Page({ ${say}, go() { wx.navigateTo({ url: "/c/c" }); } })`,
    "b/b.wxml": "<view>b</view>",
    "b/b.js": `Page({ ${say} })`,
    "b/b.json": '{ "navigationStyle": "custom" }',
    "c/c.wxml": "<view>c</view>",
    "c/c.js": `Page({ ${say} })`,
  };
  const opened = await openFiles(browser, site, "windows", files, {
    device: { statusBarHeight: 44, safeAreaBottom: 34 },
  });
  const shown = opened.page.locator(".page[data-state='shown'] iframe");
  const said = async (count: number): Promise<readonly string[]> => {
    const sizes = async (): Promise<readonly (readonly string[])[]> =>
      (await opened.logged()).filter(([first]) => first === "size");
    await expect.poll(async () => (await sizes()).length).toBe(count);
    return (await sizes())[count - 1] as readonly string[];
  };
  const frameHeight = () => shown.evaluate((frame) => String(frame.clientHeight));
  const first = await said(1);
  await expect.poll(frameHeight).toBe(first[1]);
  expect(first.slice(2)).toEqual(["88", "633"]);
  await opened.page.locator(".tab").nth(1).click();
  const second = await said(2);
  await expect.poll(frameHeight).toBe(second[1]);
  expect(second.slice(2)).toEqual(["0", "633"]);
  await opened.page.locator(".tab").nth(0).click();
  await opened.page.frameLocator(".page[data-state='shown'] iframe").getByText("a", { exact: true }).click();
  const third = await said(3);
  await expect.poll(frameHeight).toBe(third[1]);
  expect(third.slice(2)).toEqual(["88", "633"]);
  await opened.close();
});
