/** Sound, video and datagrams of a running app in Chromium: the Worker's side and the host's together. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hostOf } from "../app/app.ts";
import { launchBrowser } from "../browser.ts";
import { openApp } from "./opened.ts";
import { compileFrom, packTest, readRuntime, startSite } from "./site.ts";
import type { TestSite } from "./site.ts";

let browser: Browser;
let site: TestSite;

beforeAll(async () => {
  browser = await launchBrowser(["--autoplay-policy=no-user-gesture-required"]);
  site = await startSite(await readRuntime());
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Runs the body of an asynchronous function in an app's Worker. @returns what it returns */
async function inApp(id: string, body: string): Promise<unknown> {
  const files = {
    "app.json": JSON.stringify({ pages: ["a/a"] }),
    "app.js": "App({})",
    "a/a.wxml": "<view>a</view>",
    "a/a.js": `
const once = (target, name) => new Promise((resolve) => (target[name] = resolve));
const until = (task) => new Promise((resolve) => {
  const id = setInterval(() => { const found = task(); if (found) { clearInterval(id); resolve(found); } }, 10);
});
async function run() { ${body} }
Page({ onLoad() { run().then((value) => console.log("done", JSON.stringify(value)), (error) => console.log("done", JSON.stringify(String(error.stack || error.errMsg)))); } });`,
  };
  const p = await packTest(await compileFrom(hostOf(files)));
  site.add(id, p);
  const opened = await openApp(browser, site, id, p);
  const done = async (): Promise<string | undefined> => {
    const lines = (await opened.events("log")) as readonly (readonly [
      string,
      { readonly values: readonly string[] },
    ])[];
    return lines.map(([, { values }]) => values).find(([first]) => first === "done")?.[1];
  };
  await expect.poll(done, { timeout: 20_000 }).toBeDefined();
  const value = JSON.parse((await done()) as string) as unknown;
  expect(await opened.events("problem")).toEqual([]);
  await opened.close();
  return value;
}

/** A film of a second with a tone, red at first and blue from its middle on. */
async function makeFilm(page: Page): Promise<string> {
  return page.evaluate(`(async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 64; canvas.height = 48;
    const drawing = canvas.getContext("2d");
    const started = performance.now();
    const draw = () => {
      drawing.fillStyle = performance.now() - started < 500 ? "#f00" : "#00f";
      drawing.fillRect(0, 0, 64, 48);
    };
    draw();
    const id = setInterval(draw, 40);
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    const out = audio.createMediaStreamDestination();
    tone.connect(out);
    tone.start();
    const recorder = new MediaRecorder(new MediaStream([...canvas.captureStream(25).getTracks(), ...out.stream.getTracks()]));
    const parts = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    setTimeout(() => recorder.stop(), 1000);
    await stopped;
    clearInterval(id);
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  })()`);
}

test("a graph of nodes sounds: an analyser behind it hears the tone that was made, and its end is told", async () => {
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

test("a file of sound is decoded, and one that is none says so; a script processor makes samples", async () => {
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

test("a video gives its frames one by one, and tracks of two become one", async () => {
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
