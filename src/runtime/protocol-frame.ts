/**
 * Messages between the logic Worker and a page's frame, over the port of that page. A frame trusts nothing that comes from
 * the Worker: templates come to it from the package's own file, and messages only name them.
 */
import type { NodeReference, Operation } from "./protocol-operations.ts";

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
  /** 0 where only `sheets` is told. */
  readonly build: number;
  /** Those of the page's trees, in the order that they have in a page opened anew: one that comes takes its place there. */
  readonly sheets?: readonly string[];
}

/** Batches count from 1 in each page. */
export interface Batch {
  readonly type: "batch";
  readonly number: number;
  readonly operations: readonly Operation[];
  /** `applied` need not be said of it. */
  readonly quiet?: boolean;
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
    readonly selector?: NodeReference | undefined;
    readonly offsetTop?: number;
    /** With it go the scroll-views that have `enable-back-to-top`. */
    readonly all?: boolean;
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
