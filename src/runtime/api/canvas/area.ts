/** The canvas functions of `wx`. */
import { ApiFailure, object, real, sync } from "../definition.ts";
import type { ApiDefinition, AreaContext, Options } from "../definition.ts";
import { number, text } from "../parameters.ts";
import { createCanvasContext } from "./canvas-context.ts";
import { encode, extendCanvas, isCanvas } from "./canvas.ts";
import { besidePage } from "./image.ts";
import { newCanvas } from "./native.ts";
import type { NativePixels } from "./native.ts";

export function canvasArea(context: AreaContext): ApiDefinition[] {
  const { app, files } = context;
  const invoke = (id: unknown, component: unknown, method: string, ...values: unknown[]) => {
    if (typeof id !== "string" || id === "") throw new ApiFailure("canvasId is empty");
    return app.invoke("canvas", id, component, method, values);
  };
  const placed = (command: unknown): unknown =>
    Array.isArray(command) && command[0] === "drawImage"
      ? ["drawImage", besidePage(context, String(command[1])), ...command.slice(2)]
      : command;
  const draw = (id: unknown, component: unknown) => ({
    draw: async (commands: readonly unknown[], reserve: boolean) =>
      invoke(id, component, "draw", commands.map(placed), reserve),
    report: context.report,
    warn: context.warn,
  });
  return [
    object("createCanvasContext", (id: unknown, component?: unknown) => createCanvasContext(draw(id, component))),
    object("createContext", () => createCanvasContext(draw("", undefined))),
    sync("drawCanvas", (given: unknown) => {
      const { canvasId, actions, reserve } = (given ?? {}) as Options;
      invoke(canvasId, undefined, "draw", Array.isArray(actions) ? actions : [], reserve === true).catch(
        (error: unknown) => context.warn(`drawCanvas: ${error instanceof Error ? error.message : String(error)}`),
      );
    }),
    object("createOffscreenCanvas", (given?: unknown, height?: unknown) => {
      const options = typeof given === "object" && given !== null ? (given as Options) : { width: given, height };
      return extendCanvas(newCanvas(number(options["width"], 300), number(options["height"], 150)), context);
    }),
    real("canvasToTempFilePath", {}, async (options, component) => {
      const jpeg = /^jpe?g$/.test(text(options["fileType"], "png"));
      const data = isCanvas(options["canvas"])
        ? await encodeCanvas(options, jpeg)
        : await invoke(options["canvasId"], component, "export", sendableOptions(options));
      const tempFilePath = files.addTemporary(data as Uint8Array, jpeg ? ".jpg" : ".png");
      await files.written();
      return { tempFilePath };
    }),
    real(
      "canvasGetImageData",
      { canvasId: "String", x: "Number", y: "Number", width: "Number", height: "Number" },
      async (options, component) => {
        const { width, height, data } = (await invoke(
          options["canvasId"],
          component,
          "getImageData",
          sendableOptions(options),
        )) as NativePixels;
        return { width, height, data };
      },
    ),
    real(
      "canvasPutImageData",
      { canvasId: "String", data: "Uint8ClampedArray", x: "Number", y: "Number", width: "Number" },
      async (options, component) => {
        const { x, y, width, data } = options as unknown as NativePixels & { readonly x: number; readonly y: number };
        const height = number(options["height"], data.length / 4 / width);
        if (data.length !== width * height * 4) throw new ApiFailure("data does not fit width and height");
        await invoke(options["canvasId"], component, "putImageData", { x, y, width, height, data });
      },
    ),
  ];
}

/** Encodes part of a canvas in the Worker. Sizes are in the canvas's own pixels, whatever the screen's pixel ratio. */
async function encodeCanvas(options: Options, jpeg: boolean): Promise<Uint8Array> {
  const canvas = options["canvas"];
  if (!isCanvas(canvas)) throw new ApiFailure("canvas is empty");
  const [x, y] = [number(options["x"], 0), number(options["y"], 0)];
  const part = {
    x,
    y,
    width: number(options["width"], canvas.width - x),
    height: number(options["height"], canvas.height - y),
  };
  const size = { width: number(options["destWidth"], part.width), height: number(options["destHeight"], part.height) };
  return encode(canvas, part, size, { jpeg, quality: number(options["quality"], 1) });
}

/** Keeps only numbers and strings: callbacks and components cannot be sent. */
function sendableOptions(options: Options): Options {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => typeof value === "number" || typeof value === "string"),
  );
}
