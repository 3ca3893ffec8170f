/**
 * What a preview says to a running app on top of the protocol: take over a new build, and tell what is inside. A host
 * that is no preview never sends any of it, and a Worker that was not started by one does not listen to it.
 */
import type { LogMessage, NodeReference } from "./protocol.ts";

// ---- Host to Worker ----

export type PreviewToWorker = UpdateApp | InspectApp;

/** Modules have new code, which the Worker loads from `chunks`; answered by `UpdateDone`. */
export interface UpdateApp {
  readonly type: "update";
  readonly number: number;
  /** Frames get new templates under this number, and are told where they begin. */
  readonly build?: number;
  /** URLs of scripts below `update/` of the app. */
  readonly chunks: readonly string[];
  /** Templates and wxs modules with new code: what is made of them is made again, with the data that it has. */
  readonly templates: readonly string[];
  /** Scripts to run again: components and pages take over the new definition and keep their data. */
  readonly scripts: readonly string[];
  /** New `entries.json` of packages, parsed, by name. */
  readonly entries: Readonly<Record<string, object>>;
  /**
   * `StartMessage.later` are there: their files, as `Preloaded.packageFiles`. Modules that the app has stay as they are
   * where `templates` and `scripts` do not name them.
   */
  readonly rest?: Readonly<Record<string, ArrayBuffer | number>>;
}

export interface InspectApp {
  readonly type: "inspect";
  readonly id: number;
  readonly request: InspectRequest;
}

export type InspectRequest =
  /** → `InspectedPage[]`, the one on top last. */
  | { readonly what: "pages" }
  /** → `InspectedNode`: the page's tree; `composed`: as a user sees it, else by component. */
  | { readonly what: "tree"; readonly page: number; readonly composed: boolean }
  /** → `InspectedComponent` */
  | { readonly what: "component"; readonly page: number; readonly component: number }
  /** → `ListedComponent[]`: those of the page in the order of their tree, without the page itself. */
  | { readonly what: "components"; readonly page: number }
  /**
   * Gives an attribute, or the text that an element has alone, another value until its next update. → `FrameEdit` if
   * the template has it without data, so that only the frame can show it; else nothing
   */
  | {
      readonly what: "setAttribute";
      readonly page: number;
      readonly node: NodeReference;
      readonly index: number;
      readonly value: unknown;
    }
  /** Sets data of a component as `this.setData` does. → nothing */
  | {
      readonly what: "setData";
      readonly page: number;
      readonly component: number;
      readonly values: Readonly<Record<string, unknown>>;
    }
  /** → `InspectedUpdate[]`: the last few hundred `setData` calls since the number `since`. */
  | { readonly what: "history"; readonly since: number }
  /** → `[key, value][]`, by `wx.getStorageInfoSync` and `wx.getStorageSync`. */
  | { readonly what: "storage" }
  /** As `wx.setStorageSync`, or without a value `wx.removeStorageSync`. → nothing */
  | { readonly what: "setStorage"; readonly key: string; readonly value?: unknown }
  /** What is needed to put the app back where it is after a restart. → `Snapshot` */
  | { readonly what: "snapshot" }
  /** Puts it there; pages open as after a launch, then get their data. → nothing */
  | { readonly what: "restore"; readonly snapshot: Snapshot };

export interface InspectedPage {
  readonly page: number;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly isTab: boolean;
}

export interface InspectedNode {
  readonly tag: string;
  /** Absent for slots and what else has no element. Of a text that can be changed: the element around it. */
  readonly node?: NodeReference;
  /** Of a component's host: its number in the page, and the path of its files. */
  readonly component?: number;
  readonly is?: string;
  readonly attributes: readonly InspectedAttribute[];
  readonly text?: string;
  /** Of a text: somebody has changed it. */
  readonly edited?: boolean;
  readonly children: readonly InspectedNode[];
}

export interface InspectedAttribute {
  readonly name: string;
  /** A text as it is, or JSON. */
  readonly value: string;
  readonly isText: boolean;
  /** What `setAttribute` calls it; absent for what cannot be changed. */
  readonly index?: number;
  readonly edited: boolean;
}

/** Milliseconds in the Worker, with what is inside. */
export interface ComponentTiming {
  /** Making it until its first properties were set; its `attached`. Absent for what was made before anybody looked. */
  readonly created?: number;
  readonly attached?: number;
  /** Calls of `setData` and properties that came from outside, and how long the last of them took. */
  readonly updates: number;
  readonly lastUpdate: number;
}

export interface ListedComponent extends ComponentTiming {
  readonly component: number;
  readonly tag: string;
  readonly id: string;
  readonly is: string;
  /** How many components it stands in. */
  readonly depth: number;
  readonly node?: NodeReference;
}

export interface InspectedComponent extends ComponentTiming {
  readonly is: string;
  /** Values that cannot be cloned stand as texts such as `[function]`. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly properties: readonly string[];
}

export interface InspectedUpdate {
  /** Counts all updates of the run from 1. */
  readonly number: number;
  readonly page: number;
  readonly component: number;
  readonly is: string;
  /** Milliseconds since the app began. */
  readonly time: number;
  /** When it was done, in milliseconds since 1970. */
  readonly at: number;
  readonly keys: readonly string[];
  /** Characters of the values as JSON. */
  readonly size: number;
  /** Milliseconds that the update took in the Worker. */
  readonly cost: number;
}

export interface Snapshot {
  /** From the bottom of the stack; of tab pages only the one in the stack. */
  readonly pages: readonly {
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
    readonly data: Readonly<Record<string, unknown>>;
    readonly scrollTop: number;
  }[];
}

// ---- Worker to host ----

export type WorkerToPreview = UpdateDone | Inspected;

export interface UpdateDone {
  readonly type: "updated";
  readonly number: number;
  /** The update cannot be taken over; the app has to start again. */
  readonly refused?: string;
}

export interface Inspected {
  readonly type: "inspected";
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

// ---- Host to frame, between windows ----

/** New sheets, which count at once, and new templates, which count from the Worker's `UpdateMark` on. */
export interface UpdateFrame {
  readonly type: "miniapp-update";
  readonly build: number;
  /** What templates with new code are cloned from, by module; as in `view.json`. */
  readonly views: Readonly<Record<string, object>>;
  /** Path of a sheet in the package → where it is now, below the frame's document; `null`: no more. */
  readonly sheets: readonly (readonly [path: string, url: string | null])[];
}

/** From a frame: the sheets of an `UpdateFrame` apply. */
export interface FrameUpdated {
  readonly type: "miniapp-updated";
  readonly build: number;
}

/**
 * Shows an element's box, or takes the box away; changes what an element has from its template; `frames` asks for
 * `FrameTimes`.
 */
export interface InspectFrame {
  readonly type: "miniapp-inspect";
  readonly highlight?: NodeReference | null;
  readonly edit?: FrameEdit;
  readonly frames?: boolean;
}

/** From a frame that was asked: its page's frames since the last time; they are measured for as long as it is asked. */
export interface FrameTimes {
  readonly type: "miniapp-frames";
  /** `end` in milliseconds since 1970, `duration` in milliseconds. */
  readonly frames: readonly (readonly [end: number, duration: number])[];
}

export interface FrameEdit {
  readonly node: NodeReference;
  /** As in a skeleton; absent for the text. */
  readonly code?: number;
  readonly name: string;
  readonly was: unknown;
  readonly value: unknown;
}

// ---- Simulator page and the Worker of mock functions ----

export type MockCall =
  | { readonly type: "call"; readonly id: number; readonly module: string; readonly options: unknown }
  | { readonly type: "ping" };

export type FromMocks =
  | { readonly type: "ready" }
  | { readonly type: "pong" }
  /** Without `error` it is `value`, which may be undefined: the function leaves the call to others. */
  | { readonly type: "answer"; readonly id: number; readonly value?: unknown; readonly error?: string }
  | { readonly type: "log"; readonly level: LogMessage["level"]; readonly values: readonly string[] };
