/**
 * The canvas object that authors draw on: the browser's own OffscreenCanvas plus WeChat's extra methods. Contexts are
 * the browser's too, extended only to accept WeChat's images.
 */
import { bufferToBase64 } from "../base64.ts";
import { CanvasImage, drawable } from "./image.ts";
import type { ImageSources } from "./image.ts";
import { cancelFrame, newCanvas, newPath, nextFrame } from "./native.ts";
import type { NativeCanvas, NativeContext, NativePixels } from "./native.ts";
import { encodePng } from "./png.ts";

/** The frame's answer to `NodesRef.node`, made by `components/canvas/canvas.ts`. */
export interface CanvasNode {
  readonly kind: "canvas";
  readonly number: number;
  readonly type: string;
  readonly canvas: NativeCanvas | undefined;
  readonly width: number;
  readonly height: number;
}

const extendedCanvases = new WeakSet<object>();

/** Whether a value from an author is a canvas that `extendCanvas` has extended. */
export function isCanvas(value: unknown): value is NativeCanvas {
  return typeof value === "object" && value !== null && extendedCanvases.has(value);
}

export function isCanvasNode(value: unknown): value is CanvasNode {
  return typeof value === "object" && value !== null && (value as Partial<CanvasNode>).kind === "canvas";
}

/** Adds WeChat's methods to a canvas, once. */
export function extendCanvas(canvas: NativeCanvas, sources: ImageSources): NativeCanvas {
  if (extendedCanvases.has(canvas)) return canvas;
  extendedCanvases.add(canvas);
  const getContext = canvas.getContext.bind(canvas);
  let context: NativeContext | null | undefined;
  let kind: string | undefined;
  const more = {
    getContext: (type: string, attributes?: unknown) => {
      const wanted = type === "experimental-webgl" ? "webgl" : type;
      // Firefox fails if it is asked a second time for the context of a canvas that was transferred to a Worker.
      if (context) return kind === wanted ? context : null;
      context = getContext((kind = wanted), attributes);
      if (context) extendContext(context);
      return context;
    },
    createImage: () => new CanvasImage(sources),
    createPath2D: (path?: unknown) => newPath(path),
    createImageData: (...values: unknown[]) => createImageData(canvas, values),
    requestAnimationFrame: (step: unknown) => nextFrame((time) => runStep(step, time, sources)),
    cancelAnimationFrame: (handle: number) => cancelFrame(handle),
    toDataURL: () => `data:image/png;base64,${bufferToBase64(encodePng(pixelsOf(canvas, context)).buffer)}`,
  };
  for (const [name, value] of Object.entries(more)) {
    Object.defineProperty(canvas, name, { value, configurable: true, writable: true });
  }
  return canvas;
}

/** Encodes part of a canvas, scaled to `size`, as the bytes of a PNG or JPEG file. JPEG gets a white background. */
export async function encode(
  canvas: NativeCanvas,
  part: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  size: { readonly width: number; readonly height: number },
  how: { readonly jpeg: boolean; readonly quality: number },
): Promise<Uint8Array> {
  const copy = newCanvas(size.width, size.height);
  const context = copy.getContext("2d") as NativeContext;
  if (how.jpeg) {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, copy.width, copy.height);
  }
  context.drawImage(canvas, part.x, part.y, part.width, part.height, 0, 0, copy.width, copy.height);
  const blob = await copy.convertToBlob({ type: how.jpeg ? "image/jpeg" : "image/png", quality: how.quality });
  return new Uint8Array(await blob.arrayBuffer());
}

/** Context methods that may receive one of WeChat's images. */
const imageMethods = ["drawImage", "createPattern", "texImage2D", "texSubImage2D", "texImage3D", "texSubImage3D"];

function extendContext(context: NativeContext): void {
  for (const name of imageMethods) {
    const method = context[name];
    if (typeof method !== "function") continue;
    const value = (...values: unknown[]) =>
      (method as (...v: unknown[]) => unknown).apply(context, values.map(drawable));
    Object.defineProperty(context, name, { value, configurable: true, writable: true });
  }
}

function createImageData(canvas: NativeCanvas, values: readonly unknown[]): NativePixels {
  // `(width, height)` or `(data, width, height)`; without a size, as large as the canvas.
  const data = typeof values[0] === "object" ? (values[0] as Uint8ClampedArray) : undefined;
  const [width, height] = (data ? values.slice(1) : values).map(Number);
  const scratch = newCanvas(1, 1).getContext("2d") as NativeContext;
  const pixels = scratch.createImageData(width ?? canvas.width, height ?? canvas.height);
  if (data) pixels.data.set(data);
  return pixels;
}

function pixelsOf(canvas: NativeCanvas, context: NativeContext | null | undefined): NativePixels {
  const copy = newCanvas(canvas.width, canvas.height).getContext("2d") as NativeContext;
  if (context !== undefined) copy.drawImage(canvas, 0, 0);
  return copy.getImageData(0, 0, canvas.width, canvas.height);
}

function runStep(step: unknown, time: number, { report }: ImageSources): void {
  try {
    (step as (time: number) => void)(time);
  } catch (error) {
    report(error, "a canvas's animation frame");
  }
}
