/**
 * The shape of the table that `wx` is made from. An area is a function from the context to its rows; whatever an area
 * must remember lives in that function.
 */
import type { HostLink, Preloaded } from "../services/index.ts";
import type { FontFaceMessage, LaunchOptions } from "../protocol.ts";
import type { FileTree } from "./file/tree.ts";
import type { ParameterTypes } from "./parameters.ts";

/** `stand-in`: works, but what it gives comes from the preview or is made up where a device is missing. */
export type Support = "real" | "stand-in" | "unsupported";

export type Options = Readonly<Record<string, unknown>>;

export type ApiDefinition = AsyncApi | TaskApi | SyncApi | EventApi | ValueApi;

interface Named {
  readonly name: string;
  readonly support: Support;
}

/** Callbacks `success`, `fail`, `complete`, and a promise where none of them is given. */
export interface AsyncApi extends Named {
  readonly form: "async";
  readonly parameters: ParameterTypes;
  /** Callbacks are called before the call returns; only for what `run` knows without waiting. */
  readonly isImmediate?: boolean;
  /**
   * Returns (a promise of) the fields of the result. Throws `ApiFailure`, or anything else for its message. A component
   * stands behind the options of APIs that look for elements.
   */
  run(options: Options, component?: unknown): unknown;
}

/** Callbacks, and an object that is returned at once. */
export interface TaskApi extends Named {
  readonly form: "task";
  readonly parameters: ParameterTypes;
  run(options: Options): { readonly task: object; start(): Promise<unknown> };
}

/** Returned and thrown as it is. */
export interface SyncApi extends Named {
  readonly form: "sync" | "object";
  run(...values: never[]): unknown;
}

/** `name` without `on`: makes `wx.onName` and `wx.offName`. */
export interface EventApi extends Named {
  readonly form: "event";
  /** Called when the first listener comes; what it returns, when the last one has gone. */
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
  /** What the table of the app says, as far as APIs ask for it. */
  readonly settings: AppSettings;
  /** An author's callback threw. `during` says which. */
  report(error: unknown, during: string): void;
  /** A line for the author's console. */
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
  /** Folder of the workers' scripts. */
  readonly workers?: string;
  readonly tabCount?: number;
}

/** What APIs need of pages and components. */
export interface AppAccess {
  readonly router: Router;
  /** The page on top; nothing before the first. */
  currentPage(): { readonly number: number; readonly path: string } | undefined;
  /** How the window of the page on top, or of the first one that will be, is divided. */
  window?(): { readonly custom: boolean; readonly isTab: boolean };
  /** Asks the user before the page on top is left by going back; not any more without a message. */
  alertBeforeUnload(message: string | undefined): void;
  createSelectorQuery(): object;
  createIntersectionObserver(component: unknown, options: Options): object;
  createMediaQueryObserver(component: unknown): object;
  /**
   * Calls a method of the built-in component with this `id` attribute, in the tree of `component` or of the page on
   * top. Rejects if there is none.
   */
  invoke(tag: string, id: string, component: unknown, method: string, values: readonly unknown[]): Promise<unknown>;
  /** Scrolls the page on top. Rejects if the selector finds nothing. */
  scrollPage(to: {
    readonly top?: number;
    readonly duration: number;
    readonly selector?: string;
    readonly offsetTop: number;
  }): Promise<void>;
  /** `error`, `unhandledRejection`, `pageNotFound`, `appShow`, `appHide`, `windowResize` route events, and `onPageLoad`. */
  on(event: string, listener: (...values: unknown[]) => void): () => void;
  /** Makes a font known to the page on top, or to all pages now and later. */
  loadFont?(font: FontFace, everywhere: boolean): void;
  /** Loads a package of the app; rejects if there is no such. */
  loadPackage(name: string): Promise<void>;
  /** Starts the app's script of workers; nothing if the host has no way to. */
  startWorker?(path: string): WorkerAccess;
}

export type FontFace = FontFaceMessage;

export interface WorkerAccess {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  terminate(): void;
}

/** Rejections have the reason as message: what stands behind `navigateTo:fail `. */
export interface Router {
  navigateTo(options: { readonly url: string; readonly events?: Options }): Promise<{ readonly eventChannel: object }>;
  redirectTo(options: { readonly url: string }): Promise<unknown>;
  switchTab(options: { readonly url: string }): Promise<unknown>;
  reLaunch(options: { readonly url: string }): Promise<unknown>;
  navigateBack(options: { readonly delta: number }): Promise<unknown>;
}

/** What areas have in common beyond what comes from outside. */
export interface AreaContext extends ApiContext {
  readonly files: FileTree;
}

export type Area = (context: AreaContext) => readonly ApiDefinition[];

/** Why an API failed: the reason without `name:fail `, and more fields of the result such as `errno`. */
export class ApiFailure extends Error {
  readonly fields: Options;

  constructor(reason: string, fields: Options = {}) {
    super(reason);
    this.fields = fields;
  }
}

// ---- rows, written short ----

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
