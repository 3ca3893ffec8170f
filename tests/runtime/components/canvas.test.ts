/** canvas: the old API, which draws in the frame, and the canvas from a selector query, which draws in a Worker. */
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createCanvasContext } from "../../../src/runtime/api/canvas/canvas-context.ts";
import { encodePng } from "../../../src/runtime/api/canvas/png.ts";
import { openStage } from "./stage.ts";
import type { Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  const bundle = await build({
    entryPoints: [join(import.meta.dirname, "canvas-worker.ts")],
    bundle: true,
    format: "iife",
    write: false,
  });
  const script = ["text/javascript", bundle.outputFiles[0]?.text ?? ""] as const;
  stage = await openStage({ deviceScaleFactor: 2 }, "", { "/worker.js": script });
});
afterEach(() => expect(stage.problems).toEqual([]));
afterAll(() => stage.close());

/** The commands that the Worker sends for these calls. */
function commands(calls: (context: Record<string, (...values: unknown[]) => unknown>) => void): unknown[] {
  let sent: readonly unknown[] = [];
  const context = createCanvasContext({
    draw: async (actions) => {
      sent = actions;
    },
    report: (error) => {
      throw error;
    },
    warn: (message) => {
      throw new Error(message);
    },
  }) as Record<string, (...values: unknown[]) => unknown>;
  calls(context);
  context["draw"]?.();
  return [...sent];
}

const draw = (actions: readonly unknown[], reserve = false) =>
  stage.run(`document.querySelector("#c").invoke("draw", ${JSON.stringify([actions, reserve])}).then(() => 0)`);
/** Coordinates in CSS pixels. */
const color = (x: number, y: number) =>
  stage.run<number[]>(
    `document.querySelector("#c").invoke("getImageData", [{ x: ${x}, y: ${y}, width: 1, height: 1 }]).then(p => [...p.data])`,
  );

describe("the old API", () => {
  beforeAll(() => stage.show('<wx-canvas id="c" canvas-id="first"></wx-canvas>'));

  test("draws in CSS pixels at the screen's resolution", async () => {
    expect(await stage.run("(e => [e.clientWidth, e.clientHeight])(document.querySelector('#c'))")).toEqual([300, 150]);
    await draw(
      commands((context) => {
        context["setFillStyle"]?.("#ff0000");
        context["fillRect"]?.(10, 10, 100, 50);
        context["beginPath"]?.();
        context["arc"]?.(200, 75, 40, 0, 2 * Math.PI);
        context["setFillStyle"]?.("blue");
        context["fill"]?.();
      }),
    );
    expect(await color(20, 20)).toEqual([255, 0, 0, 255]);
    expect(await color(200, 75)).toEqual([0, 0, 255, 255]);
    expect(await color(5, 5)).toEqual([0, 0, 0, 0]);
    expect(await stage.run("document.querySelector('#c').shadowRoot.querySelector('canvas').width")).toBe(600);
  });

  test("each draw starts with an empty canvas, unless it reserves the content", async () => {
    const green = commands((context) => {
      context["setFillStyle"]?.("#00ff00");
      context["fillRect"]?.(0, 0, 10, 10);
    });
    await draw(green, true);
    expect(await color(20, 20)).toEqual([255, 0, 0, 255]);
    expect(await color(5, 5)).toEqual([0, 255, 0, 255]);
    await draw(green);
    expect(await color(20, 20)).toEqual([0, 0, 0, 0]);
  });

  test("gradients, images, saved states, transforms", async () => {
    await draw(
      commands((context) => {
        const gradient = context["createLinearGradient"]?.(0, 0, 300, 0) as {
          addColorStop(at: number, color: string): void;
        };
        gradient.addColorStop(0, "#000000");
        gradient.addColorStop(1, "#ffffff");
        context["setFillStyle"]?.(gradient);
        context["fillRect"]?.(0, 0, 300, 20);
        context["drawImage"]?.("/dir/a.svg", 0, 30, 40, 20);
        context["save"]?.();
        context["translate"]?.(100, 100);
        context["setFillStyle"]?.("red");
        context["restore"]?.();
        context["restore"]?.();
        context["setTransform"]?.(1, 0, 0, 1, 50, 0);
        context["fillRect"]?.(0, 60, 10, 10);
      }),
    );
    const [left] = await color(3, 10);
    const [right] = await color(297, 10);
    expect(left).toBeLessThan(10);
    expect(right).toBeGreaterThan(245);
    // Teal, and the gradient again after restore.
    expect(await color(38, 32)).toEqual([0, 128, 128, 255]);
    expect((await color(55, 65))[3]).toBe(255);
    expect((await color(45, 65))[3]).toBe(0);
  });

  test("pixels can be written, read and exported to a file", async () => {
    await stage.run(
      `document.querySelector("#c").invoke("putImageData", [{ x: 100, y: 100, width: 2, height: 1, data: new Uint8ClampedArray([9, 8, 7, 255, 9, 8, 7, 255]) }])`,
    );
    expect(await color(100, 100)).toEqual([9, 8, 7, 255]);
    const size = (request: object) =>
      stage.run<number[]>(
        `document.querySelector("#c").invoke("export", [${JSON.stringify(request)}]).then(async (bytes) => { const b = await createImageBitmap(new Blob([bytes])); return [b.width, b.height, bytes[0]] })`,
      );
    expect(await size({})).toEqual([600, 300, 137]);
    expect(await size({ x: 10, y: 10, width: 50, height: 20, destWidth: 25, fileType: "jpg" })).toEqual([25, 40, 255]);
  });

  test("the Worker's commands can do nothing but draw", async () => {
    await draw([
      ["toDataURL"],
      ["constructor", "alert(1)"],
      ["set", "constructor", 1],
      ["set", "canvas", null],
      ["arc", 1, 1, -5, 0, 1],
    ]);
    await expect(stage.run('document.querySelector("#c").invoke("remove", [])')).rejects.toThrow("no method");
  });
});

test("a canvas of type 2d is transferred to the Worker, which draws on it", async () => {
  await stage.show('<wx-canvas id="c" type="2d" css="width: 200px; height: 100px"></wx-canvas>');
  const answer = await stage.run<{ error?: string; result: Record<string, unknown> }>(`(async () => {
    const element = document.querySelector("#c");
    const small = new OffscreenCanvas(10, 10), pen = small.getContext("2d");
    pen.fillStyle = "#00ff00"; pen.fillRect(0, 0, 10, 10);
    const picture = new Uint8Array(await (await small.convertToBlob()).arrayBuffer());
    const worker = new Worker("/worker.js");
    const node = element.queryNode();
    const second = element.queryNode();
    if (second.canvas !== undefined || second.number !== node.number) throw new Error("two owners");
    const answer = await new Promise((resolve, reject) => {
      worker.onmessage = (event) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage({ node, picture }, [node.canvas]);
    });
    return answer;
  })()`);
  expect(answer.error).toBeUndefined();
  const { url, head, measured, ...rest } = answer.result as { url: string; head: number[]; measured: number };
  const file = { tempFilePath: "tmp.png" };
  expect(rest).toEqual({ contexts: [true, null], same: true, width: 200, image: 10, failed: "error", file });
  expect(measured).toBeGreaterThan(20);
  // Width and height in the file.
  expect(head.slice(16)).toEqual([0, 0, 0, 30, 0, 0, 0, 25]);
  const pixels = await stage.run<number[][]>(`(async () => {
    const image = new Image(); image.src = ${JSON.stringify(url)}; await image.decode();
    const pen = new OffscreenCanvas(image.width, image.height).getContext("2d"); pen.drawImage(image, 0, 0);
    return [[10, 10], [55, 5], [150, 50]].map(([x, y]) => [...pen.getImageData(x, y, 1, 1).data]);
  })()`);
  expect(pixels).toEqual([
    [255, 0, 0, 255],
    [0, 255, 0, 255],
    [0, 0, 0, 0],
  ]);
  // The drawing is also on the screen.
  const seen = async () => {
    const shot = (await stage.page.screenshot({ clip: { x: 10, y: 10, width: 1, height: 1 } })).toString("base64");
    return stage.run<number[]>(`(async () => {
      const image = new Image(); image.src = "data:image/png;base64,${shot}"; await image.decode();
      const pen = new OffscreenCanvas(1, 1).getContext("2d"); pen.drawImage(image, 0, 0);
      return [...pen.getImageData(0, 0, 1, 1).data];
    })()`);
  };
  const before = stage.problems.length;
  await expect.poll(seen).toEqual([255, 0, 0, 255]);
  // For a screenshot of Firefox, Playwright adds a style that the page's policy forbids.
  const raised = stage.problems.splice(before);
  expect(raised.filter((line) => !line.includes("blocked an inline style (style-src-elem)"))).toEqual([]);
});

test("our PNG encoder works for sizes around its block limit", async () => {
  for (const [width, height] of [
    [1, 1],
    [127, 129],
    [300, 300],
  ] as const) {
    const data = new Uint8ClampedArray(width * height * 4).map((_, index) => (index % 4 === 3 ? 255 : index % 251));
    const png = Buffer.from(encodePng({ width, height, data })).toString("base64");
    const sum = await stage.run<number>(`(async () => {
      const image = new Image(); image.src = "data:image/png;base64,${png}"; await image.decode();
      const pen = new OffscreenCanvas(image.width, image.height).getContext("2d"); pen.drawImage(image, 0, 0);
      return pen.getImageData(0, 0, image.width, image.height).data.reduce((a, b) => a + b, 0);
    })()`);
    expect(sum).toBe(data.reduce((a, b) => a + b, 0));
  }
});
