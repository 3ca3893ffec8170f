/** The `Image` that a canvas creates: the Worker reads and decodes its file. */
import { base64ToBuffer } from "../base64.ts";
import type { AreaContext } from "../definition.ts";
import { typeByExtension } from "../file/media-type.ts";
import { isFunction } from "../parameters.ts";
import { decodeImage } from "./native.ts";
import type { NativeBitmap } from "./native.ts";

export type ImageSources = Pick<AreaContext, "app" | "files" | "link" | "report">;

const bitmaps = new WeakMap<object, NativeBitmap>();

/**
 * Maps what an author draws to what the browser can draw: WeChat's image to its bitmap; a canvas or pixels stay as they
 * are.
 */
export function drawable(image: unknown): unknown {
  return typeof image === "object" && image !== null ? (bitmaps.get(image) ?? image) : image;
}

export class CanvasImage {
  onload: unknown = null;
  onerror: unknown = null;
  width = 0;
  height = 0;
  naturalWidth = 0;
  naturalHeight = 0;
  complete = false;
  referrerPolicy = "no-referrer";
  readonly #sources: ImageSources;
  #src = "";

  constructor(sources: ImageSources) {
    this.#sources = sources;
  }

  get src(): string {
    return this.#src;
  }

  set src(src: unknown) {
    this.#src = String(src);
    this.complete = false;
    void this.#load(this.#src);
  }

  async #load(src: string): Promise<void> {
    try {
      const { data, type } = await readImage(this.#sources, src);
      const bitmap = await decodeImage(data, type);
      if (src !== this.#src) return;
      bitmaps.set(this, bitmap);
      this.width = this.naturalWidth = bitmap.width;
      this.height = this.naturalHeight = bitmap.height;
      this.complete = true;
      this.#callHandler(this.onload, { type: "load", target: this });
    } catch (error) {
      if (src === this.#src) this.#callHandler(this.onerror, { type: "error", target: this, errMsg: String(error) });
    }
  }

  #callHandler(handler: unknown, event: object): void {
    if (!isFunction(handler)) return;
    try {
      handler.call(this, event);
    } catch (error) {
      this.#sources.report(error, "a handler of a canvas's image");
    }
  }
}

/** `./a.png` and `a.png` are relative to the top page, `/a.png` to the package root, as everywhere in the package. */
export function besidePage({ app, files }: Pick<AreaContext, "app" | "files">, src: string): string {
  if (src.startsWith("/") || /^[a-z]+:/i.test(src)) return src;
  const parts = (app.currentPage()?.path ?? "").split("/").slice(0, -1);
  for (const part of src.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  const path = `/${parts.join("/")}`;
  return files.find(path) ? path : src;
}

async function readImage(
  { app, files, link }: ImageSources,
  given: string,
): Promise<{ data: ArrayBuffer; type: string }> {
  const src = besidePage({ app, files }, given);
  const inline = /^data:([^;,]*)(;base64)?,/.exec(src);
  if (inline) {
    const body = src.slice(inline[0].length);
    const data = inline[2]
      ? base64ToBuffer(body)
      : (new TextEncoder().encode(decodeURIComponent(body)).buffer as ArrayBuffer);
    return { data, type: inline[1] ?? "" };
  }
  if (/^https?:\/\//.test(src) && !files.find(src)) {
    const { data, header } = await link.call("network.request", {
      kind: "download",
      url: src,
      method: "GET",
      header: {},
      timeout: 60_000,
      chunked: false,
      redirect: "follow",
    });
    return { data, type: header["content-type"] ?? typeByExtension(src) };
  }
  await files.fetch(src);
  return { data: files.bytes(src, "open").slice().buffer as ArrayBuffer, type: typeByExtension(src) };
}
