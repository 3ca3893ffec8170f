/**
 * Contexts of components: `wx.createVideoContext` and the like. A method sends a message to the component; its answer
 * goes to `success`.
 */
import { failureOf, finish } from "../call.ts";
import { object } from "../definition.ts";
import type { ApiDefinition, AreaContext, Options } from "../definition.ts";
import { isRecord } from "../parameters.ts";

export type Send = (method: string, values: readonly unknown[]) => Promise<unknown>;

interface ContextKind {
  readonly tag: string;
  readonly create: string;
  readonly methods: readonly string[];
  /** Properties that authors set on the context itself. */
  readonly settings?: readonly string[];
}

const words = (text: string): string[] => text.split(" ");

const kinds: readonly ContextKind[] = [
  {
    tag: "video",
    create: "createVideoContext",
    methods: words(
      "play pause stop seek playbackRate sendDanmu requestFullScreen exitFullScreen showStatusBar hideStatusBar requestBackgroundPlayback exitBackgroundPlayback exitPictureInPicture startCasting exitCasting switchCasting reconnectCasting",
    ),
  },
  { tag: "audio", create: "createAudioContext", methods: words("play pause seek setSrc") },
  {
    tag: "live-player",
    create: "createLivePlayerContext",
    methods: words(
      "play stop mute pause resume requestFullScreen exitFullScreen exitPictureInPicture snapshot requestBackgroundPlayback exitBackgroundPlayback startCasting exitCasting switchCasting reconnectCasting",
    ),
  },
  {
    tag: "live-pusher",
    create: "createLivePusherContext",
    methods: words(
      "start stop pause resume switchCamera snapshot toggleTorch playBGM stopBGM pauseBGM resumeBGM setBGMVolume setMICVolume startPreview stopPreview sendMessage setZoom getMaxZoom exitPictureInPicture applyFilter clearFilters applyMakeup clearMakeups applySticker clearStickers",
    ),
  },
  { tag: "camera", create: "createCameraContext", methods: words("takePhoto startRecord stopRecord setZoom") },
  {
    tag: "map",
    create: "createMapContext",
    methods: words(
      "getCenterLocation getRegion getRotate getScale getSkew moveToLocation translateMarker moveAlong includePoints toScreenLocation fromScreenLocation addMarkers removeMarkers initMarkerCluster setCenterOffset setBoundary setLocMarkerIcon openMapApp addArc removeArc addGroundOverlay updateGroundOverlay removeGroundOverlay addCustomLayer removeCustomLayer addVisualLayer removeVisualLayer executeVisualLayerCommand eraseLines",
    ),
  },
  {
    tag: "scroll-view",
    create: "",
    methods: words("scrollTo scrollIntoView triggerRefresh closeRefresh triggerTwoLevel closeTwoLevel"),
    settings: words("scrollEnabled bounces showScrollbar pagingEnabled fastDeceleration decelerationDisabled"),
  },
  { tag: "draggable-sheet", create: "", methods: ["scrollTo"] },
  {
    tag: "editor",
    create: "",
    methods: words(
      "format insertDivider insertImage insertText setContents getContents clear removeFormat undo redo blur scrollIntoView getSelectionText",
    ),
  },
];

/** Components of which a page has only one, or whose context needs no id. */
const single: ReadonlySet<string> = new Set(["live-pusher", "camera"]);

export function contextArea(context: AreaContext): ApiDefinition[] {
  const { app } = context;
  return kinds
    .filter(({ create }) => create !== "")
    .map((kind) =>
      object(
        kind.create,
        (id?: unknown, component?: unknown) => {
          const alone = single.has(kind.tag);
          const send: Send = (method, values) =>
            app.invoke(kind.tag, alone ? "" : String(id ?? ""), alone ? id : component, method, values);
          return createElementContext(kind.tag, send, context) as object;
        },
        kind.tag === "video" || kind.tag === "audio" ? "real" : "stand-in",
      ),
    );
}

/** The context of a component, for `NodesRef.context` and `NodesRef.node`; undefined for tags without one. */
export function createElementContext(
  tag: string,
  send: Send,
  context: Pick<AreaContext, "report" | "files">,
): Record<string, unknown> | undefined {
  const kind = kinds.find((one) => one.tag === tag);
  if (!kind) return undefined;
  const result: Record<string, unknown> = {};
  for (const method of kind.methods) {
    result[method] = (...values: unknown[]) => void call(`${tag}.${method}`, method, values, send, context);
  }
  for (const name of kind.settings ?? []) {
    let held: unknown;
    const set = (value: unknown) => {
      held = value;
      send("set", [name, value]).catch((error: unknown) => context.report(error, `${name} of a ${tag}`));
    };
    Object.defineProperty(result, name, { get: () => held, set, enumerable: true });
  }
  if (tag === "camera") result["onCameraFrame"] = (callback: unknown) => cameraFrames(callback, send, context);
  if (tag === "map") result["on"] = () => undefined;
  return result;
}

async function call(
  name: string,
  method: string,
  values: readonly unknown[],
  send: Send,
  context: Pick<AreaContext, "report" | "files">,
): Promise<void> {
  const options = values.find(isRecord);
  try {
    const answer = await send(method, values.map(sendable));
    const result = { ...(isRecord(answer) ? asFiles(answer, context) : {}), errMsg: `${name.split(".")[1]}:ok` };
    if (!options) return;
    const ended = options["animationEnd"];
    if (typeof ended === "function") (ended as () => void)();
    finish(options, true, result, context.report, name);
  } catch (error) {
    if (options) finish(options, false, failureOf(method, error), context.report, name);
  }
}

/** Drops functions, which cannot be sent. */
function sendable(value: unknown): unknown {
  if (!isRecord(value)) return typeof value === "function" ? undefined : value;
  return Object.fromEntries(Object.entries(value).filter(([, one]) => typeof one !== "function"));
}

/**
 * Stores bytes from a component (`{ file, extension }` values of the answer) as temporary files and puts their paths in
 * place.
 */
function asFiles(answer: Options, { files }: Pick<AreaContext, "files">): Options {
  return Object.fromEntries(
    Object.entries(answer).map(([key, value]) => {
      if (!isRecord(value) || !(value["file"] instanceof Uint8Array)) return [key, value];
      return [key, files.addTemporary(value["file"], String(value["extension"]))];
    }),
  );
}

/**
 * Polls the stand-in camera ten times a second. A real camera delivers thirty frames, but ten show that frames arrive.
 */
function cameraFrames(callback: unknown, send: Send, { report }: Pick<AreaContext, "report">): object {
  let timer: ReturnType<typeof setInterval> | undefined;
  const end = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  const look = async (): Promise<void> => {
    let frame: unknown;
    try {
      frame = await send("frame", []);
    } catch {
      // The camera or its page is gone.
      end();
      return;
    }
    try {
      if (timer !== undefined && typeof callback === "function") (callback as (frame: unknown) => void)(frame);
    } catch (error) {
      report(error, "onCameraFrame");
    }
  };
  const done = (options: unknown, name: string) => {
    if (isRecord(options)) finish(options, true, { errMsg: `${name}:ok` }, report, name);
  };
  return {
    start: (options?: unknown) => {
      timer ??= setInterval(() => void look(), 100);
      done(options, "start");
    },
    stop: (options?: unknown) => {
      end();
      done(options, "stop");
    },
  };
}
