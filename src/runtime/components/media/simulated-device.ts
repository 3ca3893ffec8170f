/** The base of stand-ins for devices: a drawn picture that moves while the element is in the document. */
import { BuiltIn, part, sheet } from "../built-in.ts";
import type { PropertyTable } from "../built-in.ts";
import { FullScreen, fullScreenRules } from "./full-screen.ts";
import { drawScene } from "./scene.ts";
import type { SceneLook } from "./scene.ts";

const looks = sheet(`
:host { display: block; position: relative; width: 300px; height: 225px; overflow: hidden; background: #000; }
:host([hidden]) { display: none; }
${fullScreenRules}
canvas { position: absolute; inset: 0; width: 100%; height: 100%; display: block; }
#over { position: relative; width: 100%; height: 100%; }`);

/** Milliseconds between two frames. */
const PERIOD = 100;

export interface FileAnswer {
  readonly file: Uint8Array;
  /** Including the dot. */
  readonly extension: string;
}

export abstract class SimulatedDevice<P extends PropertyTable> extends BuiltIn<P> {
  protected readonly canvas: HTMLCanvasElement;
  protected readonly fullScreen = new FullScreen(this, (on) =>
    this.emit("fullscreenchange", { fullScreen: on, direction: on ? "horizontal" : "vertical" }),
  );
  private timer: number | undefined;

  protected constructor(table: P) {
    super(table);
    this.canvas = part<HTMLCanvasElement>(
      this.shadow(`<canvas id="canvas"></canvas><div id="over"><slot></slot></div>`, looks),
      "canvas",
    );
  }

  connectedCallback(): void {
    clearInterval(this.timer);
    this.timer = setInterval(() => this.paint(), PERIOD);
    this.paint();
  }

  disconnectedCallback(): void {
    clearInterval(this.timer);
    this.fullScreen.leave();
  }

  /** The scene to draw now; undefined keeps the last picture. */
  protected abstract look(): SceneLook | undefined;

  protected paint(): void {
    const look = this.look();
    if (!look || document.hidden) return;
    const [width, height] = [Math.max(1, this.clientWidth), Math.max(1, this.clientHeight)];
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    drawScene(this.canvas, look);
  }

  protected async snapshot(type?: string, quality?: number): Promise<object> {
    const tempImagePath = await this.photo(type, quality);
    return { tempImagePath, width: this.canvas.width, height: this.canvas.height };
  }

  protected async photo(type = "image/jpeg", quality = 0.9): Promise<FileAnswer> {
    this.paint();
    const blob = await new Promise<Blob | null>((resolve) => this.canvas.toBlob(resolve, type, quality));
    if (!blob) throw new Error("no image");
    const file = new Uint8Array(await blob.arrayBuffer());
    return { file, extension: type === "image/png" ? ".png" : ".jpg" };
  }
}
