/** Messages between the logic Worker and the host page, over one port. The host trusts nothing that comes from the Worker. */

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

/**
 * The first message; the Worker has locked its globals by then. The app starts now. The port of page 1 may come along:
 * there is no `frame` for that page then.
 */
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
  /** Only in a preview: packages by name that are still to come, with an `UpdateApp` that says so. */
  readonly later?: readonly string[];
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
