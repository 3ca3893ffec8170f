/** `camera`: shows a drawn scene instead of a device's camera; photos and recordings of it are real files. */
import { anything, flag, text, word } from "../built-in.ts";
import { pageContext } from "../page-context.ts";
import { clamp } from "../pixels.ts";
import type { SceneLook } from "./scene.ts";
import { SimulatedDevice } from "./simulated-device.ts";
import type { FileAnswer } from "./simulated-device.ts";

const properties = {
  mode: word(["normal", "scanCode"]),
  resolution: text("medium"),
  devicePosition: word(["back", "front"]),
  flash: word(["auto", "on", "off", "torch"]),
  frameSize: word(["medium", "small", "large"]),
  scanArea: anything<unknown>(undefined),
  disabled: flag(),
};

const MAX_ZOOM = 8;
const qualities: Readonly<Record<string, number>> = { low: 0.5, normal: 0.8, high: 1, original: 1 };
const frameWidths = { small: 288, medium: 480, large: 720 };

export class Camera extends SimulatedDevice<typeof properties> {
  private zoom = 1;
  private recorder: MediaRecorder | undefined;
  #isReady = false;

  constructor() {
    super(properties);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#isReady) return;
    this.#isReady = true;
    queueMicrotask(() => {
      if (!this.isConnected) return;
      this.emit("initdone", { maxZoom: MAX_ZOOM });
      if (this.values.mode === "scanCode") this.scan();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.recorder?.stop();
  }

  async invoke(method: string, [options]: readonly unknown[]): Promise<unknown> {
    const given = (options ?? {}) as Readonly<Record<string, unknown>>;
    if (method === "takePhoto") {
      return this.snapshot("image/jpeg", qualities[String(given["quality"])] ?? 0.8);
    }
    if (method === "setZoom") {
      this.zoom = clamp(Number(given["zoom"]), 1, MAX_ZOOM);
      return { zoom: this.zoom };
    }
    if (method === "startRecord") return this.record();
    if (method === "stopRecord") return this.stopRecord();
    if (method === "frame") return this.frame();
    throw new Error("not supported");
  }

  protected override changed(name: string, value: unknown): void {
    if (name === "mode" && value === "scanCode" && this.isConnected) this.scan();
  }

  protected override look(): SceneLook {
    const { devicePosition, flash } = this.values;
    return {
      label: `camera (${devicePosition})`,
      mirrored: devicePosition === "front",
      zoom: this.zoom,
      isDark: flash !== "torch",
    };
  }

  /** Asks the host what the camera sees, because there is nothing to scan. In a preview, the developer can answer. */
  private scan(): void {
    pageContext()
      .act(this, "scanCode", {})
      .then((found) => {
        if (found !== undefined && found !== null && this.values.mode === "scanCode") this.emit("scancode", found);
      })
      .catch(() => {});
  }

  private record(): void {
    if (this.recorder) throw new Error("is recording");
    this.recorder = new MediaRecorder(this.canvas.captureStream(10));
    this.recorder.start();
  }

  private async stopRecord(): Promise<{ readonly tempThumbPath: FileAnswer; readonly tempVideoPath: FileAnswer }> {
    const { recorder } = this;
    if (!recorder) throw new Error("is not recording");
    this.recorder = undefined;
    const data = new Promise<Blob>((resolve) => {
      recorder.addEventListener("dataavailable", (event) => resolve(event.data), { once: true });
    });
    recorder.stop();
    const file = new Uint8Array(await (await data).arrayBuffer());
    return { tempThumbPath: await this.photo(), tempVideoPath: { file, extension: ".webm" } };
  }

  /** One frame for `onCameraFrame`, as RGBA. */
  private frame(): { readonly width: number; readonly height: number; readonly data: ArrayBuffer } {
    this.paint();
    const width = frameWidths[this.values.frameSize];
    const height = Math.max(1, Math.round((width * this.canvas.height) / this.canvas.width));
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [width, height];
    const context = copy.getContext("2d") as CanvasRenderingContext2D;
    context.drawImage(this.canvas, 0, 0, width, height);
    return { width, height, data: context.getImageData(0, 0, width, height).data.buffer };
  }
}
