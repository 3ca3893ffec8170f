/** The Worker's side of a canvas, for tests: what `wx` and selector queries provide, without an app. */
import { createCanvasContext } from "../../../src/runtime/api/canvas/canvas-context.ts";
import { isCanvasNode } from "../../../src/runtime/api/canvas/canvas.ts";
import { canvasArea } from "../../../src/runtime/api/canvas/area.ts";
import { createCanvasNodes } from "../../../src/runtime/api/canvas/nodes.ts";
import type { AreaContext } from "../../../src/runtime/api/definition.ts";

interface Scope {
  postMessage(message: unknown): void;
  addEventListener(type: "message", heard: (event: { readonly data: Order }) => void): void;
}
interface Order {
  readonly node: unknown;
  readonly picture: Uint8Array;
}
const scope = globalThis as unknown as Scope;
const send = scope.postMessage.bind(scope);

const files = new Map<string, Uint8Array>();
const context = {
  report: (error: unknown) => send({ error: String(error) }),
  app: { currentPage: () => ({ number: 1, path: "pages/a/a" }) },
  link: {},
  files: {
    find: (path: string) => files.get(path),
    fetch: async () => {},
    bytes: (path: string) => {
      const data = files.get(path);
      if (!data) throw new Error(`no such file ${path}`);
      return data;
    },
    addTemporary: (data: Uint8Array, extension: string) => {
      files.set(`tmp${extension}`, data);
      return `tmp${extension}`;
    },
    written: async () => {},
  },
} as unknown as AreaContext;
const nodes = createCanvasNodes(context);

interface Drawing {
  fillStyle: string;
  fillRect(x: number, y: number, width: number, height: number): void;
  drawImage(image: unknown, x: number, y: number): void;
  readonly canvas: unknown;
}
interface Drawable {
  width: number;
  getContext(type: string): Drawing;
  createImage(): { src: string; onload: unknown; onerror: unknown; readonly width: number };
  requestAnimationFrame(step: () => void): number;
  toDataURL(): string;
}

async function run(node: unknown, picture: Uint8Array): Promise<unknown> {
  if (!isCanvasNode(node)) throw new Error("no canvas node");
  const canvas = nodes.canvasOf(1, node) as unknown as Drawable;
  const again = nodes.canvasOf(1, { ...node, canvas: undefined });
  const drawing = canvas.getContext("2d");
  drawing.fillStyle = "#ff0000";
  drawing.fillRect(0, 0, 50, 50);
  files.set("/pages/a/p.png", picture);
  const image = canvas.createImage();
  await new Promise((resolve, reject) => {
    Object.assign(image, { onload: resolve, onerror: reject });
    image.src = "./p.png";
  });
  drawing.drawImage(image, 50, 0);
  const failed = canvas.createImage();
  const error = await new Promise((resolve) => {
    Object.assign(failed, { onerror: resolve });
    failed.src = "none.png";
  });
  await new Promise<void>((resolve) => canvas.requestAnimationFrame(resolve));
  const row = canvasArea(context).find(({ name }) => name === "canvasToTempFilePath");
  if (row?.form !== "async") throw new Error("no canvasToTempFilePath");
  const file = (await row.run({ canvas, x: 0, y: 0, width: 60, height: 50, destWidth: 30, destHeight: 25 })) as object;
  const old = createCanvasContext({ draw: async () => undefined, report: () => {}, warn: () => {} }) as unknown as {
    setFontSize(size: number): void;
    measureText(text: string): { readonly width: number };
  };
  old.setFontSize(20);
  return {
    contexts: [canvas.getContext("2d") === drawing, canvas.getContext("webgl")],
    same: Object.is(again, canvas) && drawing.canvas === canvas,
    width: canvas.width,
    image: image.width,
    failed: (error as { type: string }).type,
    url: canvas.toDataURL(),
    file,
    head: Array.from(files.get("tmp.png")?.slice(0, 24) ?? []),
    measured: old.measureText("mm").width,
  };
}

scope.addEventListener("message", ({ data }) => {
  run(data.node, data.picture).then(
    (result) => send({ result }),
    (error: unknown) => send({ error: String(error) }),
  );
});
