/**
 * What the host's services need from around them, and what they give: a handler per service name. `createServices` in
 * index.ts puts all areas together.
 */
import type { DrawnKeyboard } from "../soft-keyboard.ts";
import type { HostEvents, Preloaded, ServiceName, Services } from "../../services/index.ts";

export interface ServiceContext {
  /** Keeps apart what different apps store. */
  readonly appId: string;
  /** Where toasts and dialogs are drawn: an empty element over the pages, out of the layout. */
  readonly layer: HTMLElement;
  /** Whether the device is in dark mode *and* the app takes part in it. */
  theme(): "light" | "dark";
  /** Signed origins; `wss://` ones for sockets. */
  readonly domains: Readonly<Record<"request" | "socket" | "upload" | "download", readonly string[]>>;
  /** False: the network is not held to the domains. Only a preview says so. */
  readonly urlCheck: boolean;
  /** Tells the Worker. */
  emit<E extends keyof HostEvents>(event: E, detail: HostEvents[E]): void;
  /** A file of the verified package. */
  readPackageFile(path: string): Uint8Array | undefined;
  /** Paths of the verified package's assets, without generated files. */
  readonly packageFiles: readonly string[];
  /** A URL under which frames get this path of the package, for pictures in toasts. */
  packageUrl(path: string): string;
  readonly facts: SystemOverrides;
  readonly hooks: HostHooks;
  /** The run ends (or starts anew, at `path` or at its entry page). */
  exit(restart?: { readonly path?: string }): void;
}

/** What the host knows better than the browser: the sizes of the area that it gives the app. */
export interface SystemOverrides {
  readonly version: string;
  /** The element that all of the app is in. */
  readonly element: HTMLElement;
  readonly statusBarHeight: number;
  readonly navigationBarHeight: number;
  /** With what it leaves free at the screen's end; 0 without one. */
  readonly tabBarHeight: number;
  /** What a phone's own bar takes at the screen's end. */
  readonly safeAreaBottom?: number;
  /** Measured from the element's left top corner. */
  readonly menuButton: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly platform?: "ios" | "android" | "windows" | "mac" | "devtools" | "ohos";
  readonly brand?: string;
  readonly model?: string;
  readonly system?: string;
  readonly language?: string;
  readonly fontSize?: number;
}

/** What a preview or an embedding page wants to do itself. */
export interface HostHooks {
  /** In place of the browser's, for mocks and proxies. Domains have been checked. */
  fetch?(request: Request): Promise<Response>;
  /** An address that is none of the app's domains; the app is told no more than that. For previews. */
  refused?(kind: keyof ServiceContext["domains"], url: string): void;
  /** In place of the browser's. */
  openSocket?(url: string, protocols: readonly string[]): WebSocket;
  /**
   * Answers `open.call` by the API's name: login, payment, scanning, … Throws (or rejects) with the reason as message.
   */
  readonly open?: Readonly<Record<string, (options: Readonly<Record<string, unknown>>) => unknown>>;
  /** Answers in place of APIs that the runtime has itself, by name; for previews. */
  readonly instead?: {
    /** Asked when the app starts. */
    names(): readonly string[];
    /** Nothing where the API shall run. Throws (or rejects) with the reason as message. */
    answer(api: string, options: Readonly<Record<string, unknown>>): Promise<{ readonly value: unknown } | undefined>;
  };
  /**
   * What neither `open` nor a default answers is asked in a dialog, with an answer that can be changed. For previews: who
   * only uses an app is not asked, and the call fails as if they had given up.
   */
  readonly asks?: boolean;
  /** Hears what apps report, and lines of log managers. */
  report?(kind: string, values: readonly unknown[]): void;
  /** Draws the keyboard, where none comes by itself. */
  readonly keyboard?: DrawnKeyboard;
  /** Answers `media.choose` in place of a dialog. */
  chooseFiles?: Handler<"media.choose">;
}

export type Handler<N extends ServiceName> = (
  argument: Services[N]["argument"],
  call: CallContext,
) => Services[N]["result"] | Promise<Services[N]["result"]>;

export interface CallContext {
  /** Something on the way to the result. */
  notice(detail: unknown): void;
  /** The Worker has no use for the result any more. */
  readonly signal: AbortSignal;
}

export interface ServiceArea {
  readonly handlers: { readonly [N in ServiceName]?: Handler<N> };
  /** What the Worker has at hand from the start. */
  preload?(): Promise<Preloaded> | Preloaded;
  /** Resolves when what the app has stored until now will be found by the next run. */
  stored?(): Promise<unknown>;
  /** The run ends: listeners, players and timers go. */
  close?(): void;
}
