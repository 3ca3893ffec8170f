/**
 * The shape of the table that `wx` is built from. An area is a function from the context to its rows; the state of an
 * area lives in that function's closure.
 */
import type { HostLink, Preloaded } from "../services/index.ts";
import type { FontFaceMessage, LaunchOptions } from "../protocol.ts";
import type { FileTree } from "./file/tree.ts";
import type { ParameterTypes } from "./parameters.ts";

/** `stand-in`: works, but its results come from the preview or are made up where a device is missing. */
export type Support = "real" | "stand-in" | "unsupported";

export type Options = Readonly<Record<string, unknown>>;

export type ApiDefinition = AsyncApi | TaskApi | SyncApi | EventApi | ValueApi;

interface Named {
  readonly name: string;
  readonly support: Support;
}

/** Takes callbacks `success`, `fail`, `complete`; returns a promise if none of them is given. */
export interface AsyncApi extends Named {
  readonly form: "async";
  readonly parameters: ParameterTypes;
  /** Callbacks run before the call returns. Only for APIs whose `run` has the result without waiting. */
  readonly isImmediate?: boolean;
  /**
   * Returns the fields of the result, or a promise of them. Throws `ApiFailure`, or any error, whose message becomes
   * the reason. `component` is the second argument of APIs that look up elements.
   */
  run(options: Options, component?: unknown): unknown;
}

/** Takes callbacks and returns a task object at once. */
export interface TaskApi extends Named {
  readonly form: "task";
  readonly parameters: ParameterTypes;
  run(options: Options): { readonly task: object; start(): Promise<unknown> };
}

/** The return value and errors of `run` reach the author unchanged. */
export interface SyncApi extends Named {
  readonly form: "sync" | "object";
  run(...values: never[]): unknown;
}

/** `name` has no `on` prefix: the row makes `wx.onName` and `wx.offName`. */
export interface EventApi extends Named {
  readonly form: "event";
  /** Called when the first listener is added. The returned function is called when the last one is removed. */
  listen(emit: (...values: unknown[]) => void): () => void;
}

export interface ValueApi extends Named {
  readonly form: "value";
  readonly value: unknown;
}

export interface ApiContext {
  readonly link: HostLink;
  readonly preloaded: Preloaded;
  readonly app: AppAccess;
  readonly identity: { readonly appId: string; readonly versionName: string; readonly mode: string };
  readonly launch: LaunchOptions;
  /** The fields of app.json that APIs use. */
  readonly settings: AppSettings;
  /** Reports an error thrown by an author's callback; `during` names the callback. */
  report(error: unknown, during: string): void;
  /** Prints a line to the author's console. */
  warn(message: string): void;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface AppSettings {
  readonly networkTimeout?: {
    readonly request?: number;
    readonly connectSocket?: number;
    readonly uploadFile?: number;
    readonly downloadFile?: number;
  };
  /** Folder of the worker scripts. */
  readonly workers?: string;
  readonly tabCount?: number;
}

/** What APIs need from pages and components. */
export interface AppAccess {
  readonly router: Router;
  /** The top page; undefined before the first page exists. */
  currentPage(): { readonly number: number; readonly path: string } | undefined;
  /**
   * How the window of the top page (or, before it exists, of the first page) is divided: custom navigation bar, tab
   * bar.
   */
  window?(): { readonly custom: boolean; readonly isTab: boolean };
  /** Asks the user to confirm before going back from the top page; undefined turns this off. */
  alertBeforeUnload(message: string | undefined): void;
  createSelectorQuery(): object;
  createIntersectionObserver(component: unknown, options: Options): object;
  createMediaQueryObserver(component: unknown): object;
  /**
   * Calls a method of the built-in component with this `id` attribute, in the tree of `component` or of the top page.
   * Rejects if there is none.
   */
  invoke(tag: string, id: string, component: unknown, method: string, values: readonly unknown[]): Promise<unknown>;
  /** Scrolls the top page. Rejects if the selector matches nothing. */
  scrollPage(to: {
    readonly top?: number;
    readonly duration: number;
    readonly selector?: string;
    readonly offsetTop: number;
  }): Promise<void>;
  /**
   * Listens to `error`, `unhandledRejection`, `pageNotFound`, `appShow`, `appHide`, `windowResize`, the route events or
   * `onPageLoad`. Returns a function that removes the listener.
   */
  on(event: string, listener: (...values: unknown[]) => void): () => void;
  /** Adds a font to the top page, or to all current and future pages. */
  loadFont?(font: FontFace, everywhere: boolean): void;
  /** Loads a subpackage; rejects if there is no such package. */
  loadPackage(name: string): Promise<void>;
  /** Starts a worker script of the app; missing if the host cannot run workers. */
  startWorker?(path: string): WorkerAccess;
}

export type FontFace = FontFaceMessage;

export interface WorkerAccess {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  terminate(): void;
}

/** Rejections carry the reason as message: the part after `navigateTo:fail `. */
export interface Router {
  navigateTo(options: { readonly url: string; readonly events?: Options }): Promise<{ readonly eventChannel: object }>;
  redirectTo(options: { readonly url: string }): Promise<unknown>;
  switchTab(options: { readonly url: string }): Promise<unknown>;
  reLaunch(options: { readonly url: string }): Promise<unknown>;
  navigateBack(options: { readonly delta: number }): Promise<unknown>;
}

/** The context of all areas: what comes from outside, and the file tree they share. */
export interface AreaContext extends ApiContext {
  readonly files: FileTree;
}

export type Area = (context: AreaContext) => readonly ApiDefinition[];

/** Why an API failed: the reason without `name:fail `, and further result fields such as `errno`. */
export class ApiFailure extends Error {
  readonly fields: Options;

  constructor(reason: string, fields: Options = {}) {
    super(reason);
    this.fields = fields;
  }
}

// ---- short constructors for rows ----

export function real(name: string, parameters: ParameterTypes, run: AsyncApi["run"]): AsyncApi {
  return { name, support: "real", form: "async", parameters, run };
}

export function standIn(name: string, parameters: ParameterTypes, run: AsyncApi["run"]): AsyncApi {
  return { name, support: "stand-in", form: "async", parameters, run };
}

export function sync<V extends unknown[]>(name: string, run: (...values: V) => unknown, support: Support = "real") {
  return { name, support, form: "sync", run: run as (...values: never[]) => unknown } satisfies SyncApi;
}

export function object<V extends unknown[]>(name: string, run: (...values: V) => object, support: Support = "real") {
  return { name, support, form: "object", run: run as (...values: never[]) => unknown } satisfies SyncApi;
}

export function event(name: string, listen: EventApi["listen"], support: Support = "real"): EventApi {
  return { name, support, form: "event", listen };
}
