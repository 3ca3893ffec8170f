/**
 * Messages between windows: frames and the host page meet by `postMessage`, once; from then on there are the ports of
 * `protocol.ts`. A frame listens to its parent alone, the host to windows that it made and to the app's origin alone.
 */

/** A frame's script runs; its parent may send what it waits for. `boot` is the frame that makes Workers. */
export interface FrameWaits {
  readonly type: "miniapp-waits";
  readonly kind: "page" | "boot";
}

/** To a page frame that is nobody's yet: it may fetch these meanwhile. It need not. */
export interface PreparePage {
  readonly type: "miniapp-prepare";
  /** As in `BecomePage`. */
  readonly packages: readonly string[];
  /** All sheets that are known by now; `p/<path>` beside the frame's document. */
  readonly sheets: readonly string[];
  /** There is time: also the built-in components of nearly every page. */
  readonly builtIns?: boolean;
}

/** To a page frame, with the port to the Worker: it becomes this page now. A frame is used for one page and no other. */
export interface BecomePage {
  readonly type: "miniapp-page";
  readonly page: number;
  readonly path: string;
  /** Names of packages whose templates the page needs: `view/<name>.js` beside the frame's document. */
  readonly packages: readonly string[];
  /** Sheets of app.wxss; `p/<path>` beside the frame's document. */
  readonly appSheets: readonly string[];
  readonly theme: "light" | "dark";
  /** The user's, such as `zh-CN`: for built-in components that have words of their own, and for whoever reads aloud. */
  readonly language: string;
  /** Look of built-in components, as app.json's `style` says: `default` or `v2`. */
  readonly componentStyle?: string;
  readonly disableScroll: boolean;
  readonly rootFontSize?: string;
  readonly background: string;
  /** In pixels: what lies over the frame at its bottom (a tab bar that is no part of the frame counts not). */
  readonly safeArea: { readonly top: number; readonly bottom: number };
  /** Only in a preview: the newest build whose templates the frame loads. */
  readonly build?: number;
}

/** To a page frame, later. */
export interface FrameNotice {
  readonly type: "miniapp-notice";
  readonly theme?: "light" | "dark";
  readonly background?: string;
  /** Out of sight: timers and animations may rest. */
  readonly visible?: boolean;
  readonly pullDown?: { readonly enabled: boolean };
  /** Pixels from the screen's upper edge to the frame's. */
  readonly top?: number;
  /** The field that is typed into loses the focus, or hears its Enter key. */
  readonly keyboard?: "hide" | "confirm";
  /** Only in a preview: fields bring a keyboard of this height in pixels onto the screen; 0: they do not. */
  readonly softKeyboard?: number;
}

/** From a page frame to a host that draws the keyboard: a field is typed into, or none is. */
export interface FrameKeyboard {
  readonly type: "miniapp-keyboard";
  readonly field?: KeyboardField;
}

export interface KeyboardField {
  /** Pixels from the frame's upper edge to where the keyboard may begin; absent if the page is not to move. */
  readonly bottom?: number;
  /** What the Enter key says: `done`, `search`, … */
  readonly confirm: string;
  /** `text`, `number`, `digit`, `idcard`, … */
  readonly kind: string;
}

/** From a page frame to the host, once: its first batch is applied, its sheets and components are there. */
export interface FrameShown {
  readonly type: "miniapp-shown";
}

/**
 * From a page frame to the host, once: elements of the page may fly to or from those of another one. A host that slides
 * pages fades these instead, and answers with a `FrameNotice` of `top`.
 */
export interface FrameShares {
  readonly type: "miniapp-shares";
}

/** From a page frame to the host: touches at the page's upper end, for pulling down; `distance` in pixels. */
export interface FramePull {
  readonly type: "miniapp-pull";
  readonly phase: "move" | "end";
  readonly distance: number;
}

/** To the boot frame, with the Worker's end of the port to the host. */
export interface BootWorker {
  readonly type: "miniapp-boot";
  /** `worker.js`, or `subworker.js` for `wx.createWorker`. */
  readonly script: "worker" | "subworker";
  readonly id: number;
}

/** To the boot frame: an extra Worker ends. */
export interface EndWorker {
  readonly type: "miniapp-end";
  readonly id: number;
}

/** From the boot frame: a Worker could not be started, or an error reached nobody in it. */
export interface BootProblem {
  readonly type: "miniapp-problem";
  readonly id: number;
  readonly message: string;
}

/** Global function of a page frame that `view/<name>.js` calls with the package's name and its `view.json`. */
export const viewCall = "__miniapp_view__";

/** Parts of `worker.js` that it loads when it first needs them, beside components in `c/`: `c/worker-<name>.js`. */
export const workerParts: readonly string[] = ["rare", "media"];
