/**
 * Messages between windows: a frame and the host page first meet through `postMessage`; after that they mostly use the
 * ports of `protocol.ts`. A frame listens only to its parent, and the host only to windows that it created on the app's
 * origin.
 */

/**
 * A script of the frame runs, so the parent may send it messages: `page` is the page's script, `boot` the one that
 * creates Workers. Only the frame named `bootName` sends both.
 */
export interface FrameWaits {
  readonly type: "miniapp-waits";
  readonly kind: "page" | "boot";
}

/** Name of the frame that creates the app's Workers. They end with it, so it stays when its page is closed. */
export const bootName = "boot";

/** To an unassigned page frame: files that it may load ahead. It is free to ignore this. */
export interface PreparePage {
  readonly type: "miniapp-prepare";
  /** As in `BecomePage`. */
  readonly packages: readonly string[];
  /** All stylesheets known so far; their URLs are `p/<path>` next to the frame's document. */
  readonly sheets: readonly string[];
  /** Set when there is time to load the built-in components of nearly every page as well. */
  readonly builtIns?: boolean;
}

/** To a page frame, with the port to the Worker: it becomes this page. A frame is used for one page only. */
export interface BecomePage {
  readonly type: "miniapp-page";
  readonly page: number;
  readonly path: string;
  /**
   * Names of the packages whose templates the page needs; loaded from `view/<name>.js` next to the frame's document.
   */
  readonly packages: readonly string[];
  /** Stylesheets of app.wxss; loaded from `p/<path>` next to the frame's document. */
  readonly appSheets: readonly string[];
  readonly theme: "light" | "dark";
  /** The user's language, such as `zh-CN`, for texts of built-in components and for screen readers. */
  readonly language: string;
  /** Look of built-in components, from `style` in app.json: `default` or `v2`. */
  readonly componentStyle?: string;
  readonly disableScroll: boolean;
  readonly rootFontSize?: string;
  readonly background: string;
  /** Pixels of the frame's top and bottom edge that something covers. A tab bar outside the frame does not count. */
  readonly safeArea: { readonly top: number; readonly bottom: number };
  /** Only in a preview: the latest build whose templates the frame loads. */
  readonly build?: number;
}

/** To a page frame, after `BecomePage`: something around it changed. */
export interface FrameNotice {
  readonly type: "miniapp-notice";
  readonly theme?: "light" | "dark";
  readonly background?: string;
  /** If false, the page is not visible: timers and animations may pause. */
  readonly visible?: boolean;
  readonly pullDown?: { readonly enabled: boolean };
  /** Pixels from the top of the page's area in the host to the top of the frame. */
  readonly top?: number;
  /** `hide` takes focus from the field being edited, `confirm` acts as its Enter key. */
  readonly keyboard?: "hide" | "confirm";
  /** The page is closed, but its frame stays: remove everything in it. */
  readonly closed?: boolean;
  /** Only in a preview: focusing a field shows a drawn keyboard of this height in pixels; 0 for no drawn keyboard. */
  readonly softKeyboard?: number;
}

/** From a page frame to a host that draws the keyboard: a field is being edited, or (without `field`) none is. */
export interface FrameKeyboard {
  readonly type: "miniapp-keyboard";
  readonly field?: KeyboardField;
}

export interface KeyboardField {
  /** Pixels from the top of the frame to the highest position of the keyboard; missing if the page must not move. */
  readonly bottom?: number;
  /** Label of the Enter key: `done`, `search`, … */
  readonly confirm: string;
  /** `text`, `number`, `digit`, `idcard`, … */
  readonly kind: string;
}

/** From a page frame to the host, once: its first batch is applied and its stylesheets and components are loaded. */
export interface FrameShown {
  readonly type: "miniapp-shown";
}

/**
 * From a page frame to the host, once: the page has shared elements, which move to or from another page. A host that
 * slides pages must fade these instead, and answers with a `FrameNotice` with `top`.
 */
export interface FrameShares {
  readonly type: "miniapp-shares";
}

/** From a page frame to the host: touches that pull the page down from its top; `distance` in pixels. */
export interface FramePull {
  readonly type: "miniapp-pull";
  readonly phase: "move" | "end";
  readonly distance: number;
}

/** To the frame named `bootName`, with the Worker's end of its port. */
export interface BootWorker {
  readonly type: "miniapp-boot";
  /** `worker.js`, or `subworker.js` for `wx.createWorker`. */
  readonly script: "worker" | "subworker";
  readonly id: number;
}

/** To the frame named `bootName`: terminates an extra Worker. */
export interface EndWorker {
  readonly type: "miniapp-end";
  readonly id: number;
}

/** From the frame named `bootName`: a Worker failed to start, or had an uncaught error. */
export interface BootProblem {
  readonly type: "miniapp-problem";
  readonly id: number;
  readonly message: string;
}

/**
 * Name of the global function in a page frame that `view/<name>.js` calls with the package's name and its `view.json`.
 */
export const viewCall = "__miniapp_view__";

/** Parts of `worker.js` that it loads on first use, from `c/worker-<name>.js`. */
export const workerParts: readonly string[] = ["rare", "media"];
