/** `App`, `getApp`, and the events of the whole app: the author's functions in `App({…})`, and listeners of wx.onX. */
import type { LaunchOptions } from "../../protocol.ts";

/** What each event hands to its listeners. */
export interface AppEvents {
  appShow: LaunchOptions;
  appHide: unknown;
  /** Message and stack. */
  error: string;
  pageNotFound: PageNotFound;
  unhandledRejection: { readonly reason: unknown; readonly promise: unknown };
  themeChange: { readonly theme: "light" | "dark" };
  /** A package that a placeholder waits for could not be loaded. */
  lazyLoadError: { readonly type: "subpackage"; readonly subpackage: readonly string[]; readonly errMsg: string };
  windowResize: { readonly size: object };
  beforeAppRoute: RouteDetail;
  appRoute: RouteDetail;
  appRouteDone: RouteDetail;
  beforePageLoad: RouteDetail;
  /** The page is on the stack, and none of its own functions has run; for `wx` alone. */
  onPageLoad: RouteDetail;
  afterPageLoad: RouteDetail;
  beforePageUnload: RouteDetail;
  afterPageUnload: RouteDetail;
}

export interface RouteDetail {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** `appLaunch`, or the name of the routing function. */
  readonly openType: string;
  /** The same for all that one way leads to. */
  readonly routeEventId: string;
  readonly notFound: false;
  readonly renderer: "webview";
  /** The page's instance, once there is one. */
  readonly page?: unknown;
}

export interface PageNotFound {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The first page of this run. */
  readonly isEntryPage: boolean;
}

/** Functions of `App({…})`. */
const functionNames: Readonly<Partial<Record<keyof AppEvents, string>>> = {
  appShow: "onShow",
  appHide: "onHide",
  error: "onError",
  pageNotFound: "onPageNotFound",
  unhandledRejection: "onUnhandledRejection",
  themeChange: "onThemeChange",
};

type Listener = (detail: never) => void;

export class AppSide {
  #app: Record<string, unknown> | undefined = undefined;
  #isRegistered = false;
  readonly #listeners = new Map<keyof AppEvents, Set<Listener>>();
  /** Hears what the author's functions throw. */
  report: (error: unknown, during: string) => void = () => {};

  get isRegistered(): boolean {
    return this.#isRegistered;
  }

  /** `App(options)`: the first call counts. */
  register(options: unknown): void {
    if (this.#isRegistered) {
      this.report(new Error("App() has been called already; only its first call counts"), "App");
      return;
    }
    this.#isRegistered = true;
    // A default that was handed out before becomes the app; what the app defines itself wins.
    this.#app = Object.assign(this.#app ?? {}, options as object | undefined);
  }

  /** Without an app: nothing, or with `allowDefault` an object that becomes the app once there is one. */
  get(options?: { readonly allowDefault?: boolean } | null): Record<string, unknown> | undefined {
    if (!this.#isRegistered && !options?.allowDefault) return undefined;
    return (this.#app ??= {});
  }

  /** Calls a function of the author's app, if it has one of the name. */
  call(name: string, value: unknown): void {
    const callback = this.#isRegistered ? this.#app?.[name] : undefined;
    if (typeof callback !== "function") return;
    try {
      (callback as (value: unknown) => void).call(this.#app, value);
    } catch (error) {
      this.report(error, `${name} of the app`);
    }
  }

  on<E extends keyof AppEvents>(event: E, listener: (detail: AppEvents[E]) => void): void {
    const there = this.#listeners.get(event);
    if (there) there.add(listener as Listener);
    else this.#listeners.set(event, new Set([listener as Listener]));
  }

  /** Without a listener all go. */
  off<E extends keyof AppEvents>(event: E, listener?: (detail: AppEvents[E]) => void): void {
    if (listener) this.#listeners.get(event)?.delete(listener as Listener);
    else this.#listeners.delete(event);
  }

  /** First the author's function in `App({…})`, then the listeners in the order in which they came. */
  notify<E extends keyof AppEvents>(event: E, detail: AppEvents[E]): void {
    const own = functionNames[event];
    if (own !== undefined) this.call(own, detail);
    for (const listener of Array.from(this.#listeners.get(event) ?? [])) {
      try {
        (listener as (detail: AppEvents[E]) => void)(detail);
      } catch (error) {
        this.report(error, `a listener of ${event}`);
      }
    }
  }
}
