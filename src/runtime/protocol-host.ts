/** Messages between the app's Worker and the host page, over one port. The host trusts nothing from the Worker. */

// ---- Worker to host ----

export type ToHost = ServiceCall | ServiceAbort | WorkerProblem | LogMessage;

/**
 * Calls one of the host's services; answered by `ServiceResult` or `ServiceFailure`. The names are in
 * `src/runtime/services/`.
 */
export interface ServiceCall {
  readonly type: "call";
  readonly id: number;
  readonly service: string;
  readonly argument: unknown;
}

/** The caller no longer needs the answer. */
export interface ServiceAbort {
  readonly type: "abort";
  readonly id: number;
}

/** An error that the app did not catch, or that one of its handlers threw. */
export interface WorkerProblem {
  readonly type: "problem";
  readonly message: string;
  /** Positions refer to the package's files. */
  readonly stack: string;
  /** Where it was caught: `onLoad of pages/index/index`, `template`, `unhandled rejection`. */
  readonly during: string;
}

/** What the app wrote to its console, as text. */
export interface LogMessage {
  readonly type: "log";
  readonly level: "log" | "info" | "warn" | "error" | "debug";
  readonly values: readonly unknown[];
  /** Stack trace line of the code that wrote it. Only in a preview. */
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
 * The first message, sent when the Worker has locked its globals. It starts the app. The port of page 1 may come with
 * it; then there is no `frame` message for that page.
 */
export interface StartMessage {
  readonly type: "start";
  /** The parsed `_miniapp/app.json`. */
  readonly app: object;
  /** The parsed `entries.json` of each package, by package name. */
  readonly entries: Readonly<Record<string, object>>;
  /** URLs of each package's script, by package name. The Worker may load these and no others. */
  readonly scripts: Readonly<Record<string, string>>;
  /** URL prefix of package files: `base + path`. */
  readonly base: string;
  readonly identity: {
    readonly appId: string;
    readonly versionName: string;
    readonly versionCode: number;
    readonly mode: string;
  };
  readonly launch: LaunchOptions;
  /** Data for synchronous APIs; see `src/runtime/services/`. */
  readonly preloaded: Readonly<Record<string, unknown>>;
  /** Only in a preview: names of packages that are not built yet. An `UpdateApp` with `rest` announces them later. */
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
  /** The part of `errMsg` after `name:fail `. */
  readonly message: string;
  readonly errno?: number;
}

/** An intermediate result of a call, such as the progress of an upload. */
export interface ServiceNotice {
  readonly type: "notice";
  readonly id: number;
  readonly detail: unknown;
}

/**
 * `appShow`, `appHide`, `themeChange`, `networkStatusChange`, `pageBack`, …: names and details are in
 * `src/runtime/services/`.
 */
export interface HostEvent {
  readonly type: "event";
  readonly event: string;
  readonly detail: unknown;
}

/** A page's frame is ready to be connected; its port comes with the message. */
export interface FrameMessage {
  readonly type: "frame";
  readonly page: number;
}

/** Brings the port to an extra Worker of the app (`wx.createWorker`). */
export interface WorkerMessage {
  readonly type: "worker";
  readonly id: number;
}
