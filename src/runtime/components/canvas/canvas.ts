/**
 * `canvas`. With a `type`, control passes to the Worker, which draws. Without one (the old `canvas-id` API), the Worker
 * sends commands that are drawn here.
 */
import { BuiltIn, flag, part, sheet, text, word } from "../built-in.ts";
import { hostStyle } from "../host-style.ts";
import type { HostStyle } from "../host-style.ts";
import { pageContext } from "../page-context.ts";
import { draw } from "./draw.ts";
import type { Command, DrawImages } from "./draw.ts";
import { cut, encode, paste } from "./pixels.ts";
import type { CutRequest, Pixels } from "./pixels.ts";

const properties = {
  type: word(["", "2d", "webgl", "webgl2"]),
  canvasId: text("", true),
  disableScroll: flag(),
};

const looks = sheet(`:host { display: block; position: relative; width: 300px; height: 150px; overflow: hidden; }
:host([hidden]) { display: none; }
#canvas { position: absolute; left: 0; top: 0; width: 100%; height: 100%; display: block; }
#over { position: relative; }`);

/** The answer to `NodesRef.node`, from which the Worker makes its canvas object. */
export interface CanvasNode {
  readonly kind: "canvas";
  /** Identifies the canvas within its page. */
  readonly number: number;
  readonly type: string;
  /** Only in the first answer: control of a canvas can be transferred once. */
  readonly canvas: OffscreenCanvas | undefined;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
}

const numbers = new WeakMap<Document, { last: number }>();

export class Canvas extends BuiltIn<typeof properties> {
  private readonly look: HostStyle;
  private canvas: HTMLCanvasElement;
  private number = 0;
  private readonly images = new Map<string, Promise<CanvasImageSource | undefined>>();
  private drawing: Promise<void> = Promise.resolve();

  constructor() {
    super(properties);
    const root = this.shadow(`<canvas id="canvas"></canvas><div id="over"><slot></slot></div>`, looks);
    this.look = hostStyle(root);
    this.canvas = part<HTMLCanvasElement>(root, "canvas");
    this.addEventListener(
      "touchmove",
      (event) => {
        if (this.values.disableScroll && event.cancelable) event.preventDefault();
      },
      { passive: false },
    );
  }

  queryNode(): CanvasNode | undefined {
    const { type } = this.values;
    if (type === "") return undefined;
    const { clientWidth: width, clientHeight: height } = this;
    let canvas: OffscreenCanvas | undefined;
    if (this.number === 0) {
      const counter = numbers.get(document) ?? { last: 0 };
      numbers.set(document, counter);
      this.number = ++counter.last;
      this.canvas.width = width;
      this.canvas.height = height;
      canvas = this.canvas.transferControlToOffscreen();
    }
    return { kind: "canvas", number: this.number, type, canvas, width, height };
  }

  override queryProperty(name: string): unknown {
    return name === "canvasId" ? this.values.canvasId : super.queryProperty(name);
  }

  /** The old API: `draw(commands, reserve)`, `export(request)`, `getImageData(request)`, `putImageData(pixels)`. */
  invoke(method: string, [first, second]: readonly unknown[]): unknown {
    if (this.values.type !== "") throw new Error(`a canvas of type ${this.values.type} is drawn through its context`);
    if (method === "draw") return this.next(() => this.draw(first as readonly Command[], second === true));
    if (method === "export") return this.next(() => encode(this.canvas, this.ratio(), first as CutRequest));
    if (method === "getImageData") return this.next(() => cut(this.sized(), this.ratio(), first as CutRequest));
    if (method === "putImageData") return this.next(() => paste(this.sized(), this.ratio(), first as Pixels));
    throw new Error(`canvas has no method ${method}`);
  }

  protected override changed(name: string): void {
    if (name === "disableScroll") this.look("touch-action", this.values.disableScroll ? "none" : "auto");
  }

  /** Runs the operations one after another, because drawing may wait for images to load. */
  private async next<T>(run: () => T | Promise<T>): Promise<T> {
    const before = this.drawing;
    let done: () => void = () => {};
    this.drawing = new Promise((resolve) => (done = resolve));
    try {
      await before;
      return await run();
    } finally {
      done();
    }
  }

  private async draw(commands: readonly Command[], reserve: boolean): Promise<void> {
    const pictures = await this.load(commands);
    const context = this.sized().getContext("2d");
    if (!context) throw new Error("the canvas has no 2d context");
    draw(context, commands, this.ratio(), pictures, reserve);
  }

  private ratio(): number {
    return devicePixelRatio || 1;
  }

  /** Resizes the canvas to its displayed size in device pixels. */
  private sized(): HTMLCanvasElement {
    const [width, height] = [Math.round(this.clientWidth * this.ratio()), Math.round(this.clientHeight * this.ratio())];
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    return this.canvas;
  }

  /** Loads the images that the commands name, once per canvas. */
  private async load(commands: readonly Command[]): Promise<DrawImages> {
    const loaded = new Map<string, CanvasImageSource>();
    const sources = new Set<string>();
    for (const command of commands) {
      if (command[0] === "drawImage") sources.add(String(command[1]));
      for (const value of command) {
        if (typeof value === "object" && value !== null && "pattern" in value) sources.add(String(value.pattern));
      }
    }
    for (const source of sources) {
      let image = this.images.get(source);
      if (!image) this.images.set(source, (image = this.loadOne(source)));
      const result = await image;
      if (result) loaded.set(source, result);
      else this.images.delete(source);
    }
    return loaded;
  }

  private async loadOne(source: string): Promise<CanvasImageSource | undefined> {
    try {
      const image = new Image();
      image.src = await pageContext().resolveUrl(source, "");
      await image.decode();
      return image;
    } catch {
      this.emit("error", { errMsg: `cannot load ${source}` });
      return undefined;
    }
  }
}
