/**
 * AI inference and visual tracking. A browser has neither, so the host's answers (a preview's mocks) stand in for them,
 * under the names `createInferenceSession`, `InferenceSession.run`, `VKSession.start`, `VKSession.detectFace` and so
 * on. Without an answer, a session fails as on a device without support.
 */
import { ask } from "../areas/open.ts";
import { resolveFrom } from "../areas/ui.ts";
import { failureOf } from "../call.ts";
import type { AreaContext, Options } from "../definition.ts";
import { createEvents, createListeners } from "../listeners.ts";
import type { Listeners } from "../listeners.ts";
import { isFunction, isRecord, number, text } from "../parameters.ts";

/** Error of `VKSession.start`: "the device does not support it". */
const noDevice = 2_000_002;

export function createInferenceSession(options: Options, context: AreaContext): object {
  const { methods, emit } = createEvents(["load", "error"], context.report);
  let isLoaded = false;
  const fail = (error: unknown): void => emit("error", failureOf("createInferenceSession", error));
  const load = async (): Promise<void> => {
    // A path in the package, or one of the app's own files.
    context.files.get(resolveFrom("", text(options["model"])), "open");
    await ask("createInferenceSession", options, context);
    isLoaded = true;
    emit("load", {});
  };
  // Start later: authors add their listeners after this call.
  void Promise.resolve().then(load).catch(fail);
  return {
    ...methods,
    async run(tensors: unknown): Promise<Options> {
      const reason = isLoaded ? "" : "session is not loaded";
      const failed = (error: unknown): never => {
        // WeChat rejects with plain objects.
        throw failureOf("InferenceSession.run", error) as unknown as Error;
      };
      if (reason !== "") return failed(reason);
      // Sent directly, because `ask` would drop the bytes of the nested tensors.
      return context.link.call("open.call", { api: "InferenceSession.run", options: { tensors } }).catch(failed);
    },
    destroy() {
      isLoaded = false;
    },
  };
}

const detections = ["detectBody", "detectDepth", "detectFace", "detectHand", "detectIDCard", "detectShoe", "runOCR"];
const settings = ["setDepthOccRange", "setDepthSwitch", "update3DMode", "updateMaskMode", "updateOSDThreshold"];

/** A `VKSession`. Its states have WeChat's numbers: 0 unavailable, 1 running, 2 paused, 3 initializing. */
export function createVision(config: Options, context: AreaContext): object {
  const events = new Map<string, Listeners>();
  const named = (event: unknown): Listeners => {
    const name = text(event);
    const found =
      events.get(name) ?? createListeners((error) => context.report(error, `${name} listener of VKSession`));
    events.set(name, found);
    return found;
  };
  const markers: { readonly markerId: number; readonly path: string }[] = [];
  let count = 0;
  const addMarker = (path: unknown): number => markers.push({ markerId: ++count, path: text(path) }) && count;
  const removeMarker = (id: unknown): void => {
    const at = markers.findIndex(({ markerId }) => markerId === id);
    if (at >= 0) markers.splice(at, 1);
  };
  const emitAnchors = (event: string, { anchors }: Options): void => {
    if (Array.isArray(anchors)) named(anchors.length > 0 ? event : "removeAnchors").emit(anchors);
  };
  const { track } = config;
  const session: Record<string, unknown> & { state: number } = {
    state: 3,
    config,
    version: text(config["version"], "v1"),
    cameraSize: { width: 0, height: 0 },
    on: (event: unknown, listener: unknown) => named(event).on(listener),
    off: (event: unknown, listener?: unknown) => named(event).off(listener),
    start(done?: unknown) {
      const end = (status: number): void => {
        session.state = status === 0 ? 1 : 0;
        if (isFunction(done)) done(status);
      };
      ask("VKSession.start", { track, version: session["version"] }, context).then(
        (answer) => {
          const size = answer["cameraSize"];
          if (isRecord(size)) session["cameraSize"] = size;
          end(number(answer["status"], 0));
          if (session.state !== 1) return;
          named("resize").emit(session["cameraSize"]);
          emitAnchors("addAnchors", answer);
        },
        () => end(noDevice),
      );
    },
    stop() {
      session.state = 2;
    },
    destroy() {
      session.state = 0;
      events.clear();
    },
    hitTest: () => [],
    getVKFrame: (width: number, height: number) => (session.state === 1 ? frameOf(width, height) : null),
    requestAnimationFrame: (draw: unknown) =>
      Number(setTimeout(() => session.state === 1 && isFunction(draw) && draw(Date.now()), 16)),
    cancelAnimationFrame: (id: unknown) => clearTimeout(id as number),
    addMarker,
    addOSDMarker: addMarker,
    removeMarker,
    removeOSDMarker: removeMarker,
    getAllMarker: () => [...markers],
    getAllOSDMarker: () => [...markers],
  };
  for (const name of detections) {
    session[name] = (options?: unknown) => {
      const given = isRecord(options) ? options : {};
      ask(`VKSession.${name}`, given, context)
        .then((answer) => emitAnchors("updateAnchors", answer))
        .catch(() => undefined);
    };
  }
  for (const name of settings) session[name] = () => undefined;
  return session;
}

const identity = (size: number): Float32Array =>
  Float32Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));

/** A frame without a camera image: black, seen straight on. */
function frameOf(width: number, height: number): object {
  return {
    timestamp: Date.now(),
    camera: {
      viewMatrix: identity(4),
      intrinsics: identity(3),
      getProjectionMatrix(near: number, far: number) {
        const depth = far - near;
        const matrix = identity(4);
        matrix[5] = width / height;
        matrix[10] = -(far + near) / depth;
        matrix[11] = -1;
        matrix[14] = (-2 * far * near) / depth;
        matrix[15] = 0;
        return matrix;
      },
    },
    getCameraTexture: () => ({ yTexture: null, uvTexture: null }),
    getCameraBuffer: (w: number, h: number) => new ArrayBuffer(w * h * 4),
    getDisplayTransform: () => identity(3),
  };
}
