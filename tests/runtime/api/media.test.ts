/** Images, audio and fonts: the calls to the host, and the results for authors. */
import { describe, expect, test } from "vitest";
import { ServiceError } from "../../../src/runtime/services/index.ts";
import { api, failure, fakeWx } from "./fake-host.ts";
import type { FakeOptions } from "./fake-host.ts";

describe("media", () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47]).buffer as ArrayBuffer;
  const handlers: FakeOptions["handlers"] = {
    "media.choose": () => ({ files: [{ name: "a.png", type: "image/png", data: png, modified: 5000 }] }),
    "media.imageInfo": () => ({ width: 3, height: 4 }),
    "media.preview": () => undefined,
    "media.audio": () => undefined,
  };

  test("chosen files become temporary files", async () => {
    const host = fakeWx({ handlers });
    const { tempFilePaths } = (await api(host, "chooseImage")({ count: 20 })) as { tempFilePaths: string[] };
    expect(host.calls[0]).toEqual(["media.choose", { kind: "image", count: 9, camera: false, extensions: [] }]);
    expect(await host.readFile(tempFilePaths[0] as string)).toEqual({ data: png, type: "image/png" });
    expect(await api(host, "chooseMedia")({ mediaType: ["image"] })).toMatchObject({
      type: "image",
      tempFiles: [{ fileType: "image", width: 3, height: 4, size: 4 }],
    });
    expect(await api(host, "chooseMessageFile")({ count: 1 })).toMatchObject({
      tempFiles: [{ name: "a.png", type: "image", time: 5 }],
    });
    expect(await api(host, "getImageInfo")({ src: tempFilePaths[0] })).toMatchObject({
      width: 3,
      height: 4,
      type: "png",
    });
  });

  test("images of the package are sent to the host as bytes, those on the network as URLs", async () => {
    const host = fakeWx({ handlers, preloaded: { packageFiles: { "img/a.png": png } } });
    await api(host, "previewImage")({ urls: ["https://a.b/c.png", "/img/a.png"], current: "/img/a.png" });
    expect(host.calls).toEqual([
      [
        "media.preview",
        {
          sources: [
            { type: "image", source: "https://a.b/c.png" },
            { type: "image", source: png },
          ],
          current: 1,
        },
      ],
    ]);
  });

  test("an audio context plays, and reflects the state that the host reports", async () => {
    const host = fakeWx({ handlers });
    const audio = api(host, "createInnerAudioContext")() as Record<string, unknown> & {
      play(): void;
      onPlay(listener: unknown): void;
    };
    const said: string[] = [];
    audio.onPlay(() => said.push("play"));
    audio["src"] = "https://a.b/c.mp3";
    audio["volume"] = 0.5;
    audio.play();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(host.calls).toEqual([
      ["media.audio", { audio: 1, command: "set", source: "https://a.b/c.mp3", position: 0 }],
      ["media.audio", { audio: 1, command: "set", volume: 0.5 }],
      ["media.audio", { audio: 1, command: "play" }],
    ]);
    const state = { currentTime: 2, duration: 9, buffered: 9, paused: false };
    host.emit("audio", { audio: 2, event: "play", ...state });
    host.emit("audio", { audio: 1, event: "play", ...state });
    expect(said).toEqual(["play"]);
    expect([audio["currentTime"], audio["duration"], audio["paused"]]).toEqual([2, 9, false]);
  });
});

describe("loadFontFace", () => {
  test("sends a font's bytes to the pages; if the domain list refuses the URL, sends the URL, which the pages' policy may allow", async () => {
    const fonts: unknown[] = [];
    const reasons = [undefined, new ServiceError("url not in domain list", 600002), new ServiceError("timeout", 5)];
    const host = fakeWx({
      app: { loadFont: (font, everywhere) => void fonts.push([font, everywhere]) },
      handlers: {
        "network.request"() {
          const reason = reasons.shift();
          if (reason) throw reason;
          return { statusCode: 200, header: {}, cookies: [], data: new ArrayBuffer(2) };
        },
      },
    });
    const load = (more = {}) => api(host, "loadFontFace")({ family: "f", source: 'url("https://a.b/c.ttf")', ...more });
    expect(await load({ global: true })).toMatchObject({ status: "loaded" });
    expect(await load({ desc: { weight: "bold" } })).toMatchObject({ status: "loaded" });
    expect(await failure(load())).toEqual({ errMsg: "loadFontFace:fail timeout", errno: 5 });
    expect(fonts).toEqual([
      [{ family: "f", style: "normal", weight: "normal", source: new ArrayBuffer(2) }, true],
      [{ family: "f", style: "normal", weight: "bold", source: "https://a.b/c.ttf" }, false],
    ]);
  });
});
