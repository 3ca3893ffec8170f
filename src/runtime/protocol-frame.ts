/**
 * Messages between the app's Worker and a page's frame, over that page's port. A frame trusts nothing from the Worker:
 * its templates come from the package's own file, and messages only refer to them.
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
 * Only in a preview: operations after this mark use the templates that the host gives the frame under this number;
 * operations before it use the previous ones.
 */
export interface UpdateMark {
  readonly type: "update";
  /** 0 if only `sheets` changes. */
  readonly build: number;
  /**
   * Stylesheets of the page's trees, in the order of a newly opened page; an added one takes its place in this order.
   */
  readonly sheets?: readonly string[];
}

/** Batches are numbered from 1 in each page. */
export interface Batch {
  readonly type: "batch";
  readonly number: number;
  readonly operations: readonly Operation[];
  /** The frame need not answer with `applied`. */
  readonly quiet?: boolean;
}

/**
 * The beginning of the next batch, sent while the rest is being made, so that the frame can create blocks ahead. The
 * document changes only with the batch itself, whose first operations are these.
 */
export interface BatchPart {
  readonly type: "part";
  readonly operations: readonly Operation[];
}

/** The fields that a selector query requests; answered by `QueryResult` in the order of the items. */
export interface QueryMessage {
  readonly type: "query";
  readonly id: number;
  readonly items: readonly QueryItem[];
}

export interface QueryItem {
  /** Elements that the selector matched; `"viewport"` for the page's viewport. */
  readonly nodes: readonly NodeReference[] | "viewport";
  readonly rect?: boolean;
  readonly size?: boolean;
  readonly scrollOffset?: boolean;
  /** Requests the canvas, or whatever else `NodesRef.node` returns. */
  readonly node?: boolean;
  readonly properties?: readonly string[];
  readonly computedStyle?: readonly string[];
}

/**
 * Calls a method of a built-in component, such as `play` of a video or `scrollTo` of a scroll-view. Answered by
 * `InvokeResult`.
 */
export interface InvokeMessage {
  readonly type: "invoke";
  readonly id: number;
  readonly target: NodeReference;
  readonly method: string;
  readonly values: readonly unknown[];
}

/** Starts an intersection or media query observer; results arrive as `Observed` with the same id. */
export interface ObserveMessage {
  readonly type: "observe";
  readonly id: number;
  readonly what: IntersectionRequest | MediaRequest;
}

export interface IntersectionRequest {
  readonly kind: "intersection";
  readonly targets: readonly NodeReference[];
  /** Reference areas with margins in pixels; `"viewport"` for the page's viewport. */
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

/** Instructions for the page itself. */
export interface PageMessage {
  readonly type: "page";
  /** `wx.loadFontFace`: adds a font to the page. */
  readonly font?: FontFaceMessage;
  readonly scrollTo?: {
    readonly top: number;
    readonly duration: number;
    readonly selector?: NodeReference | undefined;
    readonly offsetTop?: number;
    /** Also scrolls the scroll-views that have `enable-back-to-top`. */
    readonly all?: boolean;
  };
  /** Distance from the end of the page, in pixels, below which `reachBottom` fires. */
  readonly reachBottomDistance?: number;
  /** Whether the author's page has handlers; otherwise the events are not sent. */
  readonly listens?: { readonly scroll?: boolean; readonly reachBottom?: boolean };
  /** Sent with each change; a page starts as `shown`. */
  readonly visibility?: PageVisibility;
}

/**
 * `covered`: another page of the app is in front. `background`: the app itself is not visible, behind another app or
 * the system.
 */
export type PageVisibility = "shown" | "covered" | "background";

export interface FontFaceMessage {
  readonly family: string;
  /** The bytes of a font, or a network URL. */
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

/** The frame can show batches. */
export interface FrameReady {
  readonly type: "ready";
}

/** The batch with this number has been applied to the document. */
export interface Applied {
  readonly type: "applied";
  readonly batch: number;
}

/**
 * An event at an element. `batch` is the last batch applied when it happened. The Worker drops events whose target
 * block was created later, because node numbers are reused.
 */
export interface FrameEvent {
  readonly type: "event";
  readonly batch: number;
  readonly target: NodeReference;
  readonly event: string;
  readonly detail: unknown;
  /** Milliseconds since the page opened. */
  readonly timeStamp: number;
  readonly touches?: readonly Touch[];
  readonly changedTouches?: readonly Touch[];
  /** In pixels: of the target, then of each element around it that has a listener for this event. */
  readonly offsets?: readonly Offset[];
  /** Whether the event bubbles through elements; built-in events such as `input` do not. */
  readonly bubbles: boolean;
}

export interface Touch {
  readonly identifier: number;
  readonly pageX: number;
  readonly pageY: number;
  readonly clientX: number;
  readonly clientY: number;
  readonly force?: number;
  /** For a canvas: relative to its top left corner. */
  readonly x?: number;
  readonly y?: number;
}

export interface Offset {
  readonly node: NodeReference;
  readonly left: number;
  readonly top: number;
  /** The result of `getBoundingClientRect`, for wxs handlers. */
  readonly rect: readonly [left: number, top: number, width: number, height: number];
}

/** The user changed a property bound with `model:`. Sent before the event that reports the change. */
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
  /** Per item and node: the requested fields. */
  readonly results: readonly (readonly unknown[])[];
}

export interface InvokeResult {
  readonly type: "invoked";
  readonly id: number;
  readonly value?: unknown;
  /** Missing if the call succeeded. */
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

/**
 * A built-in component needs something that only the Worker's side can do: navigate, read a temporary file, ask for
 * user information. `handled` only asks for an answer, which comes after all that the handlers of earlier events set.
 */
export interface ActMessage {
  readonly type: "act";
  readonly id: number;
  readonly target: NodeReference | undefined;
  readonly name: string;
  readonly argument: unknown;
}

/** The frame could not do what a message asked. The cause is always a bug on the Worker's side or a hostile package. */
export interface FrameProblem {
  readonly type: "problem";
  readonly message: string;
}
