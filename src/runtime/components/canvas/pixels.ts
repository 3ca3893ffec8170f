/** Reads and writes pixels of a canvas in CSS pixels, the unit of the old API, whatever the screen's pixel ratio. */

export interface CutRequest {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly destWidth?: number;
  readonly destHeight?: number;
  readonly fileType?: string;
  readonly quality?: number;
}

export interface Pixels {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Encodes part of the canvas as an image file. As in WeChat, the default is a PNG in device pixels. */
export async function encode(canvas: HTMLCanvasElement, ratio: number, request: CutRequest): Promise<Uint8Array> {
  const jpeg = request.fileType === "jpg" || request.fileType === "jpeg";
  const part = copy(canvas, ratio, request, true);
  const type = jpeg ? "image/jpeg" : "image/png";
  const blob = await new Promise<Blob | null>((resolve) => part.toBlob(resolve, type, Number(request.quality ?? 1)));
  if (!blob) throw new Error("the canvas is empty or tainted by a cross-origin image");
  return new Uint8Array(await blob.arrayBuffer());
}

/**
 * Reads part of the canvas, one pixel per CSS pixel.
 *
 * @param ratio canvas pixels per CSS pixel
 */
export function cut(canvas: HTMLCanvasElement, ratio: number, request: CutRequest): Pixels {
  const part = copy(
    canvas,
    ratio,
    { ...request, destWidth: request.width ?? 0, destHeight: request.height ?? 0 },
    false,
  );
  const { data, width, height } = context2d(part).getImageData(0, 0, part.width, part.height);
  return { x: request.x ?? 0, y: request.y ?? 0, width, height, data };
}

/**
 * Replaces part of the canvas by pixels given per CSS pixel.
 *
 * @param ratio canvas pixels per CSS pixel
 */
export function paste(canvas: HTMLCanvasElement, ratio: number, { x, y, width, height, data }: Pixels): void {
  const part = document.createElement("canvas");
  [part.width, part.height] = [width, height];
  context2d(part).putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  const context = context2d(canvas);
  context.clearRect(x * ratio, y * ratio, width * ratio, height * ratio);
  context.drawImage(part, x * ratio, y * ratio, width * ratio, height * ratio);
}

function copy(canvas: HTMLCanvasElement, ratio: number, request: CutRequest, sharp: boolean): HTMLCanvasElement {
  const [x, y] = [request.x ?? 0, request.y ?? 0];
  const [width, height] = [request.width || canvas.width / ratio - x, request.height || canvas.height / ratio - y];
  const part = document.createElement("canvas");
  part.width = Math.max(1, Math.round(request.destWidth || width * (sharp ? ratio : 1)));
  part.height = Math.max(1, Math.round(request.destHeight || height * (sharp ? ratio : 1)));
  const context = context2d(part);
  if (request.fileType === "jpg" || request.fileType === "jpeg") {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, part.width, part.height);
  }
  context.drawImage(canvas, x * ratio, y * ratio, width * ratio, height * ratio, 0, 0, part.width, part.height);
  return part;
}

function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("the canvas has no 2d context");
  return context;
}
