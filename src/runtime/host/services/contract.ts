/**
 * What the host's services need from their surroundings, and what they provide: a handler per service name.
 * `createServices` in index.ts combines all areas.
 */
import type { DrawnKeyboard } from "../soft-keyboard.ts";
import type { HostEvents, Preloaded, ServiceName, Services } from "../../services/index.ts";

export interface ServiceContext {
  /** Separates the stored data of different apps. */
  readonly appId: string;
  /** Container for toasts and dialogs: an empty element over the pages, outside their layout. */
  readonly layer: HTMLElement;
  /** `dark` if the device is in dark mode *and* the app supports it. */
  theme(): "light" | "dark";
  /** Allowed origins from the signed package; `wss://` origins for sockets. */
  readonly domains: Readonly<Record<"request" | "socket" | "upload" | "download", readonly string[]>>;
  /** False turns off the domain check; only a preview does this. */
  readonly urlCheck: boolean;
  /** Sends an event to the Worker. */
  emit<E extends keyof HostEvents>(event: E, detail: HostEvents[E]): void;
  /** Reads a file of the verified package. */
  readPackageFile(path: string): Uint8Array | undefined;
  /** Paths of the verified package's assets, without generated files. */
  readonly packageFiles: readonly string[];
  /** A URL under which the host page can show this path of the package, for images in toasts. */
  packageUrl(path: string): string;
  /** Where to load media of this address from; undefined if the app may not load them. */
  mediaUrl(address: string): string | undefined;
  readonly facts: SystemOverrides;
  readonly hooks: HostHooks;
  /** Ends the run, or restarts it at `path` or the entry page. */
  exit(restart?: { readonly path?: string }): void;
}

/** What the host knows better than the browser: the sizes of the area that the app occupies. */
export interface SystemOverrides {
  readonly version: string;
  /** The element that contains the whole app. */
  readonly element: HTMLElement;
  readonly statusBarHeight: number;
  readonly navigationBarHeight: number;
  /** Includes the bottom safe area; 0 without a tab bar. */
  readonly tabBarHeight: number;
  /** Height of a phone's own bar at the bottom of the screen. */
  readonly safeAreaBottom?: number;
  /** Relative to the element's top left corner. */
  readonly menuButton: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly platform?: "ios" | "android" | "windows" | "mac" | "devtools" | "ohos";
  readonly brand?: string;
  readonly model?: string;
  readonly system?: string;
  readonly language?: string;
  readonly fontSize?: number;
}

/** Behavior that a preview or embedding page can replace. */
export interface HostHooks {
  /** Replaces the browser's `fetch`, for mocks and proxies. Domains are checked before. */
  fetch?(request: Request): Promise<Response>;
  /** Called for a request outside the app's domains. The app learns only that it was refused. For previews. */
  refused?(kind: keyof ServiceContext["domains"], url: string): void;
  /** Replaces the browser's WebSocket. */
  openSocket?(url: string, protocols: readonly string[]): WebSocket;
  /**
   * Answers `open.call` by the API's name: login, payment, scanning, … Throws or rejects with the reason as message.
   */
  readonly open?: Readonly<Record<string, (options: Readonly<Record<string, unknown>>) => unknown>>;
  /** Answers that replace APIs implemented by the runtime, by name. For previews. */
  readonly mocks?: {
    /** Read when the app starts. */
    names(): readonly string[];
    /** Undefined lets the API run normally. Throws or rejects with the reason as message. */
    answer(api: string, options: Readonly<Record<string, unknown>>): Promise<{ readonly value: unknown } | undefined>;
  };
  /**
   * Asks the developer in a dialog for answers that neither `open` nor a default gives. For previews: a user of a
   * released app is not asked, and the call fails as if they had cancelled.
   */
  readonly asks?: boolean;
  /** Receives the app's reports and the lines of its log managers. */
  report?(kind: string, values: readonly unknown[]): void;
  /** Draws a keyboard, where the system shows none. */
  readonly keyboard?: DrawnKeyboard;
  /** Answers `media.choose` instead of a dialog. */
  chooseFiles?: Handler<"media.choose">;
}

export type Handler<N extends ServiceName> = (
  argument: Services[N]["argument"],
  call: CallContext,
) => Services[N]["result"] | Promise<Services[N]["result"]>;

export interface CallContext {
  /** Sends an intermediate result, such as progress. */
  notice(detail: unknown): void;
  /** Aborted when the Worker no longer needs the result. */
  readonly signal: AbortSignal;
}

export interface ServiceArea {
  readonly handlers: { readonly [N in ServiceName]?: Handler<N> };
  /** Data that the Worker gets at start. */
  preload?(): Promise<Preloaded> | Preloaded;
  /** Resolves when everything the app has stored so far will be available to the next run. */
  stored?(): Promise<unknown>;
  /** The run ends: removes listeners, players and timers. */
  close?(): void;
}
