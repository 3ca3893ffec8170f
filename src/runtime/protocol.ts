/**
 * Every message over the ports between the three parties of a running app: the logic Worker, the page frames and the host
 * page. How these meet is in `protocol-windows.ts`. Nothing else passes between them. `docs/host.md` describes the same for hosts that are not written in this repository.
 *
 * A frame trusts nothing that comes from the Worker: templates come to it from the package's own file, and messages only
 * name them. The host trusts neither.
 */

/**
 * What changes in a page, as one flat array: an operation's code, then its operands. A batch is applied whole, in one go.
 *
 * Nodes have numbers. A block takes a run of them, `base` onwards: `base` is the block itself, `base + 1 + slot` what
 * stands in each slot of its skeleton (a text node, the element of an attribute, the place of a hole), and after those
 * one for each of the template's `extras`. Numbers below `FIRST_BASE` are containers of the page.
 *
 * A place in a skeleton is its *node index*: strings, numbers and elements counted in document order from 0.
 */
export const Op = {
  /**
   * `number, module, index, scope, global, hosts, extras`: from now on `number` means the skeleton with this index in
   * this module, in the tree of a component whose class names get the prefix `scope` (`""`: none) and, if `global` is 1,
   * stand without prefix as well. `hosts` are triples `nodeIndex, kind, hostClass` of the elements that are components
   * (see `HostKind`; `hostClass` is `""` or a class as it is to be set); `extras` the node indexes that get numbers.
   * In place of an index may stand `[index, node, ...children]`: these children, counted from 0, of the element `node` in
   * that skeleton. Blocks of it have as many slots as those of the whole skeleton.
   */
  template: 0,
  /** `number, base, ...values`: one value per slot; 0 for holes and for whatever a frame does not show. Stands nowhere yet. */
  create: 1,
  /**
   * `base, hole, before`: puts a block into a hole (a container, a slot) before another block of it; `before` 0: at its
   * end. What stands in a slot leaves with that.
   */
  insert: 2,
  /** Operands as `insert`, of a block that stands in the hole already. */
  move: 3,
  /** `base`: the block leaves; its numbers are given back by `free`. */
  remove: 4,
  /** `hole, first`: everything in the hole from block `first` on leaves. Never sent if content of it was put elsewhere by `place`. */
  clear: 5,
  /** `base, count`: nobody will use these numbers any more; they may be given to other nodes from the next operation on. */
  free: 6,
  /** `node, text` */
  text: 7,
  /** `node, value`: of an attribute; which one, the template says. */
  attribute: 8,
  /** `base, nodeIndex, names`: the element's whole class attribute, as it is to be set: nothing is added to it. */
  classes: 9,
  /** `host, base`: a block becomes the tree of a component's host (or fills a container). Sent again only after the block before was removed. */
  root: 10,
  /** `host, slot`: all content of the host goes into that slot of its component; `slot` 0: out of sight, but kept. */
  slot: 11,
  /** `content, slot, before`: one piece of a host's content goes into a slot, before another piece or last. For hosts with several slots. */
  place: 12,
  /** `base, nodeIndex, what, value`: what a wxs handler or an animation does to an element, on top of its template; see `Override`. */
  override: 13,
  /** `paths`: sheets of the package that apply from now on, in this order, after those that apply already. */
  sheets: 14,
} as const;

export const HostKind = {
  /** An element of its own, its component's tree inside. */
  element: 0,
  /** No element: the tree stands in its place. */
  virtual: 1,
  /** Added to one of these: what stands between its tags is never shown; its slots have blocks of their own. */
  copied: 2,
} as const;

/** First number that blocks use. */
export const FIRST_BASE = 16;

/** Containers of a page: they are hosts without an owner. */
export const Container = {
  page: 1,
  /** A custom tab bar. */
  tabBar: 2,
} as const;

export const Override = {
  /** Value: `{ property: value }`, in the way of a style attribute; null takes one back. */
  style: 0,
  /** Value: class names as they are to be set. */
  addClass: 1,
  removeClass: 2,
  /** Value: keyframes and timing of an animation, see `AnimationSteps`; null clears it. */
  animate: 3,
} as const;

export type Operation = string | number | boolean | null | object | undefined;

/** An element, as frames name it to the Worker and the other way round. */
export interface NodeReference {
  readonly base: number;
  readonly node: number;
}

// ---- Worker to frame ----

export type ToFrame =
  | Batch
  | BatchPart
  | QueryMessage
  | InvokeMessage
  | ObserveMessage
  | UnobserveMessage
  | PageMessage
  | ActResult
  | UpdateMark;

/**
 * Only in a preview: what follows is made of templates that the host gives the frame under this number, what came
 * before of those that it has.
 */
export interface UpdateMark {
  readonly type: "update";
  readonly build: number;
}

/** Batches count from 1 in each page. */
export interface Batch {
  readonly type: "batch";
  readonly number: number;
  readonly operations: readonly Operation[];
}

/**
 * The beginning of the next batch, sent while the rest is being made, so that a frame can get blocks ready. What is in the
 * document changes with the batch, of which these operations are the first.
 */
export interface BatchPart {
  readonly type: "part";
  readonly operations: readonly Operation[];
}

/** What a selector query asks; answered by `QueryResult` in the order of the items. */
export interface QueryMessage {
  readonly type: "query";
  readonly id: number;
  readonly items: readonly QueryItem[];
}

export interface QueryItem {
  /** Elements that the selector found; `"viewport"` for the page's. */
  readonly nodes: readonly NodeReference[] | "viewport";
  readonly rect?: boolean;
  readonly size?: boolean;
  readonly scrollOffset?: boolean;
  /** The canvas, or what else `NodesRef.node` gives. */
  readonly node?: boolean;
  readonly properties?: readonly string[];
  readonly computedStyle?: readonly string[];
}

/** Calls a method of a built-in component: `play` of a video, `scrollTo` of a scroll-view. Answered by `InvokeResult`. */
export interface InvokeMessage {
  readonly type: "invoke";
  readonly id: number;
  readonly target: NodeReference;
  readonly method: string;
  readonly values: readonly unknown[];
}

/** Intersection and media query observers; what they see comes as `Observed` with the same id. */
export interface ObserveMessage {
  readonly type: "observe";
  readonly id: number;
  readonly what: IntersectionRequest | MediaRequest;
}

export interface IntersectionRequest {
  readonly kind: "intersection";
  readonly targets: readonly NodeReference[];
  /** Reference areas with their margins in pixels; `"viewport"` for the page's. */
  readonly relativeTo: readonly {
    readonly node: NodeReference | "viewport";
    readonly margins: {
      readonly left?: number;
      readonly right?: number;
      readonly top?: number;
      readonly bottom?: number;
    };
  }[];
  readonly thresholds: readonly number[];
  readonly initialRatio: number;
}

export interface MediaRequest {
  readonly kind: "media";
  readonly query: Readonly<Record<string, number | string>>;
}

export interface UnobserveMessage {
  readonly type: "unobserve";
  readonly id: number;
}

export interface ActResult {
  readonly type: "acted";
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** What the page itself shall do. */
export interface PageMessage {
  readonly type: "page";
  /** `wx.loadFontFace`: known to the page's styles from now on. */
  readonly font?: FontFaceMessage;
  readonly scrollTo?: {
    readonly top: number;
    readonly duration: number;
    readonly selector?: NodeReference;
    readonly offsetTop?: number;
  };
  /** Distance from the page's end, in pixels, below which `reachBottom` is raised. */
  readonly reachBottomDistance?: number;
  /** The author's page has a handler, so that the event is worth sending. */
  readonly listens?: { readonly scroll?: boolean; readonly reachBottom?: boolean };
  /** Sent with each change; a page begins shown. */
  readonly visibility?: PageVisibility;
}

/** `covered`: the app shows another page. `background`: the app itself is out of sight, behind another one or the system. */
export type PageVisibility = "shown" | "covered" | "background";

export interface FontFaceMessage {
  readonly family: string;
  /** Bytes of a font, or an address of the network. */
  readonly source: ArrayBuffer | string;
  readonly style: string;
  readonly weight: string;
}

// ---- Frame to Worker ----

export type FromFrame =
  | FrameReady
  | Applied
  | FrameEvent
  | ModelWrite
  | QueryResult
  | InvokeResult
  | Observed
  | PageEvent
  | ActMessage
  | FrameProblem;

/** The frame has what it needs to show batches. */
export interface FrameReady {
  readonly type: "ready";
}

/** The batch with this number is in the document. */
export interface Applied {
  readonly type: "applied";
  readonly batch: number;
}

/**
 * Something happened to an element. `batch` is the last one applied when it did: an event at a block that was born later
 * is to be dropped, because numbers are used again.
 */
export interface FrameEvent {
  readonly type: "event";
  readonly batch: number;
  readonly target: NodeReference;
  readonly event: string;
  readonly detail: unknown;
  /** Milliseconds since the page was opened. */
  readonly timeStamp: number;
  readonly touches?: readonly Touch[];
  readonly changedTouches?: readonly Touch[];
  /** Of target, then of each element around it that has a listener for this event. In pixels. */
  readonly offsets?: readonly Offset[];
  /** Goes up through elements; built-in events such as `input` do not. */
  readonly bubbles: boolean;
}

export interface Touch {
  readonly identifier: number;
  readonly pageX: number;
  readonly pageY: number;
  readonly clientX: number;
  readonly clientY: number;
  readonly force?: number;
  /** At a canvas: from its corner. */
  readonly x?: number;
  readonly y?: number;
}

export interface Offset {
  readonly node: NodeReference;
  readonly left: number;
  readonly top: number;
  /** What `getBoundingClientRect` gives, for wxs handlers. */
  readonly rect: readonly [left: number, top: number, width: number, height: number];
}

/** A user changed a property that is bound with `model:`; comes before the event that tells of it. */
export interface ModelWrite {
  readonly type: "model";
  readonly batch: number;
  readonly target: NodeReference;
  readonly name: string;
  readonly value: unknown;
}

export interface QueryResult {
  readonly type: "queried";
  readonly id: number;
  /** Per item, per node: the fields asked for. */
  readonly results: readonly (readonly unknown[])[];
}

export interface InvokeResult {
  readonly type: "invoked";
  readonly id: number;
  readonly value?: unknown;
  /** Without one the call succeeded. */
  readonly error?: string;
}

export interface Observed {
  readonly type: "observed";
  readonly id: number;
  readonly result: unknown;
}

export interface PageEvent {
  readonly type: "page";
  readonly event: "scroll" | "reachBottom" | "resize";
  readonly detail: unknown;
}

/** A built-in component wants what only the Worker's side can do: navigate, read a temporary file, ask for user information. */
export interface ActMessage {
  readonly type: "act";
  readonly id: number;
  readonly target: NodeReference | undefined;
  readonly name: string;
  readonly argument: unknown;
}

/** A frame could not do what it was told: always a fault of the Worker's side, or of a hostile package. */
export interface FrameProblem {
  readonly type: "problem";
  readonly message: string;
}

// ---- Worker to host ----

export type ToHost = ServiceCall | ServiceAbort | WorkerProblem | LogMessage;

/** Asks for one of the host's services; answered by `ServiceResult` or `ServiceFailure`. `src/runtime/services/` has their names. */
export interface ServiceCall {
  readonly type: "call";
  readonly id: number;
  readonly service: string;
  readonly argument: unknown;
}

/** The caller has no use for the answer any more. */
export interface ServiceAbort {
  readonly type: "abort";
  readonly id: number;
}

/** An error that nobody in the app caught, or that a handler threw. */
export interface WorkerProblem {
  readonly type: "problem";
  readonly message: string;
  /** In terms of the package's files. */
  readonly stack: string;
  /** Where it was caught: `onLoad of pages/index/index`, `template`, `unhandled rejection`. */
  readonly during: string;
}

/** What the app wrote to its console, as text. */
export interface LogMessage {
  readonly type: "log";
  readonly level: "log" | "info" | "warn" | "error" | "debug";
  readonly values: readonly unknown[];
  /** Line of a stack trace: who wrote it. Only in a preview. */
  readonly at?: string;
}

// ---- Host to Worker ----

export type FromHost =
  | StartMessage
  | ServiceResult
  | ServiceFailure
  | ServiceNotice
  | HostEvent
  | FrameMessage
  | WorkerMessage;

/** The first message; the Worker has locked its globals by then. The app starts now. */
export interface StartMessage {
  readonly type: "start";
  /** `_miniapp/app.json`, parsed. */
  readonly app: object;
  /** `entries.json` of each package by name, parsed. */
  readonly entries: Readonly<Record<string, object>>;
  /** Where the scripts of each package are, by name; the Worker may load these and no others. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Where files of the package are: `base + path`. */
  readonly base: string;
  readonly identity: {
    readonly appId: string;
    readonly versionName: string;
    readonly versionCode: number;
    readonly mode: string;
  };
  readonly launch: LaunchOptions;
  /** What synchronous APIs answer from; see `src/runtime/services/`. */
  readonly preloaded: Readonly<Record<string, unknown>>;
}

export interface LaunchOptions {
  /** Without leading slash. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly scene: number;
  readonly referrerInfo?: { readonly appId: string; readonly extraData?: object };
}

export interface ServiceResult {
  readonly type: "result";
  readonly id: number;
  readonly value: unknown;
}

export interface ServiceFailure {
  readonly type: "failure";
  readonly id: number;
  /** What stands behind `name:fail ` in `errMsg`. */
  readonly message: string;
  readonly errno?: number;
}

/** Something on the way to a call's result: progress of an upload. */
export interface ServiceNotice {
  readonly type: "notice";
  readonly id: number;
  readonly detail: unknown;
}

/** `appShow`, `appHide`, `themeChange`, `networkStatusChange`, `pageBack`, …: `src/runtime/services/` has names and details. */
export interface HostEvent {
  readonly type: "event";
  readonly event: string;
  readonly detail: unknown;
}

/** A page's frame is there; its port comes with the message. */
export interface FrameMessage {
  readonly type: "frame";
  readonly page: number;
}

/** A port to a further Worker of the app (`wx.createWorker`) comes with the message. */
export interface WorkerMessage {
  readonly type: "worker";
  readonly id: number;
}
