/**
 * Messages between a preview and a running app, in addition to the protocol: applying new builds and inspecting the
 * app. A host that is not a preview never sends them, and a Worker that no preview started ignores them.
 */
import type { LogMessage, NodeReference } from "./protocol.ts";

// ---- Host to Worker ----

export type PreviewToWorker = UpdateApp | InspectApp;

/** Modules have new code, which the Worker loads from `chunks`. Answered with `UpdateDone`. */
export interface UpdateApp {
  readonly type: "update";
  readonly number: number;
  /** Frames get new templates under this number; an `UpdateMark` tells them where those start to apply. */
  readonly build?: number;
  /** URLs of scripts below `update/` of the app. */
  readonly chunks: readonly string[];
  /** Templates and wxs modules with new code: instances are re-created with their current data. */
  readonly templates: readonly string[];
  /** Scripts to run again: components and pages take over the new definition and keep their data. */
  readonly scripts: readonly string[];
  /** New `entries.json` of packages, parsed, by package name. */
  readonly entries: Readonly<Record<string, object>>;
  /**
   * The packages in `StartMessage.later` are now built; these are their files, as in `Preloaded.packageFiles`. Modules
   * that the app already has stay unchanged unless `templates` or `scripts` name them.
   */
  readonly rest?: Readonly<Record<string, ArrayBuffer | number>>;
}

export interface InspectApp {
  readonly type: "inspect";
  readonly id: number;
  readonly request: InspectRequest;
}

export type InspectRequest =
  /** → `InspectedPage[]`, the top page last. */
  | { readonly what: "pages" }
  /** → `InspectedNode`: the page's tree, `composed` as the user sees it, otherwise component by component. */
  | { readonly what: "tree"; readonly page: number; readonly composed: boolean }
  /** → `InspectedComponent` */
  | { readonly what: "component"; readonly page: number; readonly component: number }
  /** → `ListedComponent[]`: the page's components in tree order, without the page itself. */
  | { readonly what: "components"; readonly page: number }
  /**
   * Overrides an attribute, or the text of an element that contains only text, until its next update. → `FrameEdit` if
   * the template has it as a constant, so that only the frame can show the change; otherwise nothing
   */
  | {
      readonly what: "setAttribute";
      readonly page: number;
      readonly node: NodeReference;
      readonly index: number;
      readonly value: unknown;
    }
  /** Sets data of a component like `this.setData`. → nothing */
  | {
      readonly what: "setData";
      readonly page: number;
      readonly component: number;
      readonly values: Readonly<Record<string, unknown>>;
    }
  /** → `InspectedUpdate[]`: the last few hundred `setData` calls after the number `since`. */
  | { readonly what: "history"; readonly since: number }
  /** → `[key, value][]`, read with `wx.getStorageInfoSync` and `wx.getStorageSync`. */
  | { readonly what: "storage" }
  /** Like `wx.setStorageSync`, or without a value like `wx.removeStorageSync`. → nothing */
  | { readonly what: "setStorage"; readonly key: string; readonly value?: unknown }
  /** The state that restores the app's position after a restart. → `Snapshot` */
  | { readonly what: "snapshot" }
  /** Restores a snapshot: pages open as after a launch, then get their data. → nothing */
  | { readonly what: "restore"; readonly snapshot: Snapshot };

export interface InspectedPage {
  readonly page: number;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly isTab: boolean;
}

export interface InspectedNode {
  readonly tag: string;
  /** Missing for slots and other nodes without an element. For a text that can be changed, the element around it. */
  readonly node?: NodeReference;
  /** For the host of a component: its number in the page, and the path of its files. */
  readonly component?: number;
  readonly is?: string;
  readonly attributes: readonly InspectedAttribute[];
  readonly text?: string;
  /** For a text: whether the developer has changed it. */
  readonly edited?: boolean;
  readonly children: readonly InspectedNode[];
}

export interface InspectedAttribute {
  readonly name: string;
  /** The text itself, or JSON. */
  readonly value: string;
  readonly isText: boolean;
  /** The index for `setAttribute`; missing if the attribute cannot be changed. */
  readonly index?: number;
  readonly edited: boolean;
}

/** Milliseconds of Worker time, including nested components. */
export interface ComponentTiming {
  /**
   * Time to create it until its first properties are set, and time of its `attached`. Missing for components created
   * before the inspector was open.
   */
  readonly created?: number;
  readonly attached?: number;
  /** Number of `setData` calls and property updates from outside, and how long the last one took. */
  readonly updates: number;
  readonly lastUpdate: number;
}

export interface ListedComponent extends ComponentTiming {
  readonly component: number;
  readonly tag: string;
  readonly id: string;
  readonly is: string;
  /** How many components it is nested in. */
  readonly depth: number;
  readonly node?: NodeReference;
}

export interface InspectedComponent extends ComponentTiming {
  readonly is: string;
  /** Values that cannot be cloned appear as texts such as `[function]`. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly properties: readonly string[];
}

export interface InspectedUpdate {
  /** Numbers all updates of the run from 1. */
  readonly number: number;
  readonly page: number;
  readonly component: number;
  readonly is: string;
  /** Milliseconds since the app started. */
  readonly time: number;
  /** End of the update, in milliseconds since 1970. */
  readonly at: number;
  readonly keys: readonly string[];
  /** Length of the values as JSON, in characters. */
  readonly size: number;
  /** Milliseconds that the update took in the Worker. */
  readonly cost: number;
}

export interface Snapshot {
  /** From the bottom of the stack; of the tab pages, only the one in the stack. */
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
  /** Why the update cannot be applied; the app must restart. */
  readonly refused?: string;
}

export interface Inspected {
  readonly type: "inspected";
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

// ---- Host to frame, between windows ----

/** New stylesheets, which apply at once, and new templates, which apply from the Worker's `UpdateMark` on. */
export interface UpdateFrame {
  readonly type: "miniapp-update";
  readonly build: number;
  /** Skeletons of templates with new code, by module; as in `view.json`. */
  readonly views: Readonly<Record<string, object>>;
  /**
   * Path of a stylesheet in the package → its current URL relative to the frame's document; `null` if it is removed.
   */
  readonly sheets: readonly (readonly [path: string, url: string | null])[];
}

/** From a frame: the stylesheets of an `UpdateFrame` apply. */
export interface FrameUpdated {
  readonly type: "miniapp-updated";
  readonly build: number;
}

/**
 * Highlights an element's box or removes the highlight; `edit` changes what an element has from its template; `frames`
 * requests `FrameTimes`.
 */
export interface InspectFrame {
  readonly type: "miniapp-inspect";
  readonly highlight?: NodeReference | null;
  readonly edit?: FrameEdit;
  readonly frames?: boolean;
}

/**
 * From a frame, on request: its animation frames since the last request. Frames are measured only while requests keep
 * coming.
 */
export interface FrameTimes {
  readonly type: "miniapp-frames";
  /** `end` in milliseconds since 1970, `duration` in milliseconds. */
  readonly frames: readonly (readonly [end: number, duration: number])[];
}

export interface FrameEdit {
  readonly node: NodeReference;
  /** Attribute code as in a skeleton; missing for the text. */
  readonly code?: number;
  readonly name: string;
  readonly was: unknown;
  readonly value: unknown;
}

// ---- Preview page and the Worker of mock functions ----

export type MockCall =
  | { readonly type: "call"; readonly id: number; readonly module: string; readonly options: unknown }
  | { readonly type: "ping" };

export type FromMocks =
  | { readonly type: "ready" }
  | { readonly type: "pong" }
  /** Without `error`, `value` is the answer; if that is undefined, the function leaves the call to others. */
  | { readonly type: "answer"; readonly id: number; readonly value?: unknown; readonly error?: string }
  | { readonly type: "log"; readonly level: LogMessage["level"]; readonly values: readonly string[] };
