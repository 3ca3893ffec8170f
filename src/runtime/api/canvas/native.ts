/**
 * The parts of the browser's drawing API that the Worker uses. They are declared here because this room has no DOM or
 * Worker types, and in Node.js the globals do not exist. The build captures them before the Worker's globals are locked
 * (see `worker/platform.ts`).
 */

export interface NativeCanvas {
  width: number;
  height: number;
  getContext(type: string, attributes?: unknown): NativeContext | null;
  convertToBlob(options?: { readonly type: string; readonly quality?: number }): Promise<NativeBlob>;
}

export interface NativeBlob {
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A 2d or webgl context; only the members that this code calls by name are typed. */
export interface NativeContext {
  readonly canvas: NativeCanvas;
  font: string;
  fillStyle: unknown;
  drawImage(image: unknown, ...at: number[]): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  clearRect(x: number, y: number, width: number, height: number): void;
  measureText(text: string): { readonly width: number };
  getImageData(x: number, y: number, width: number, height: number): NativePixels;
  putImageData(pixels: NativePixels, x: number, y: number): void;
  createImageData(width: number, height: number): NativePixels;
  [name: string]: unknown;
}

export interface NativePixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

export interface NativeBitmap {
  readonly width: number;
  readonly height: number;
}

declare const OffscreenCanvas: (new (width: number, height: number) => NativeCanvas) | undefined;
declare const Path2D: (new (path?: unknown) => object) | undefined;
declare const Blob: new (parts: readonly unknown[], options?: { readonly type: string }) => NativeBlob;
declare const createImageBitmap: ((source: unknown) => Promise<NativeBitmap>) | undefined;
declare const requestAnimationFrame: ((step: (time: number) => void) => number) | undefined;
declare const cancelAnimationFrame: ((handle: number) => void) | undefined;

/** @throws Error outside a browser */
export function newCanvas(width: number, height: number): NativeCanvas {
  if (typeof OffscreenCanvas === "undefined") throw new Error("not supported without a browser");
  return new OffscreenCanvas(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)));
}

export function newPath(path?: unknown): object {
  if (typeof Path2D === "undefined") throw new Error("not supported without a browser");
  return path === undefined ? new Path2D() : new Path2D(path);
}

/**
 * @param type media type of the image
 * @throws Error outside a browser, or if the image cannot be decoded
 */
export async function decodeImage(data: ArrayBuffer, type: string): Promise<NativeBitmap> {
  if (typeof createImageBitmap === "undefined") throw new Error("not supported without a browser");
  return createImageBitmap(new Blob([data], { type }));
}

/** Calls back with the next screen frame if the Worker has `requestAnimationFrame`, otherwise after 16 ms. */
export function nextFrame(step: (time: number) => void): number {
  if (typeof requestAnimationFrame !== "undefined") return requestAnimationFrame(step);
  return Number(setTimeout(() => step(performance.now()), 16));
}

export function cancelFrame(handle: number): void {
  if (typeof cancelAnimationFrame !== "undefined") cancelAnimationFrame(handle);
  else clearTimeout(handle);
}
