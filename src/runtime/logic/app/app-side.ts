/** `App`, `getApp` and app-wide events: calls the functions in `App({…})` and the listeners of `wx.onX`. */
import type { LaunchOptions } from "../../protocol.ts";

/** The argument of the listeners, by event. */
export interface AppEvents {
  appShow: LaunchOptions;
  appHide: unknown;
  /** Message and stack trace. */
  error: string;
  pageNotFound: PageNotFound;
  unhandledRejection: { readonly reason: unknown; readonly promise: unknown };
  themeChange: { readonly theme: "light" | "dark" };
  /** A package with the component for a placeholder could not be loaded. */
  lazyLoadError: { readonly type: "subpackage"; readonly subpackage: readonly string[]; readonly errMsg: string };
  windowResize: { readonly size: object };
  beforeAppRoute: RouteDetail;
  appRoute: RouteDetail;
  appRouteDone: RouteDetail;
  beforePageLoad: RouteDetail;
  /** The page is on the stack, and none of its own functions has run; only for `wx`. */
  onPageLoad: RouteDetail;
  afterPageLoad: RouteDetail;
  beforePageUnload: RouteDetail;
  afterPageUnload: RouteDetail;
}

export interface RouteDetail {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** `appLaunch`, or the name of the navigation function. */
  readonly openType: string;
  /** The same for all events of one navigation. */
  readonly routeEventId: string;
  readonly notFound: false;
  readonly renderer: "webview";
  /** The page's instance, once it exists. */
  readonly page?: unknown;
}

export interface PageNotFound {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** True for the first page of this run. */
  readonly isEntryPage: boolean;
}

/** The function in `App({…})` for an event. */
const functionNames: Readonly<Partial<Record<keyof AppEvents, string>>> = {
  appShow: "onShow",
  appHide: "onHide",
  error: "onError",
  pageNotFound: "onPageNotFound",
  unhandledRejection: "onUnhandledRejection",
  themeChange: "onThemeChange",
};

type Listener = (detail: never) => void;

/** The author's `App` object and the listeners of app events. */
export class AppSide {
  #app: Record<string, unknown> | undefined = undefined;
  #isRegistered = false;
  readonly #listeners = new Map<keyof AppEvents, Set<Listener>>();
  /** Called with errors in the author's functions. */
  report: (error: unknown, during: string) => void = () => {};

  get isRegistered(): boolean {
    return this.#isRegistered;
  }

  /** `App(options)`. Only the first call has an effect. */
  register(options: unknown): void {
    if (this.#isRegistered) {
      this.report(new Error("App() has been called already; only its first call counts"), "App");
      return;
    }
    this.#isRegistered = true;
    // If `getApp` already returned a default object, it becomes the app. Fields of `options` override its fields.
    this.#app = Object.assign(this.#app ?? {}, options as object | undefined);
  }

  /** `getApp`. Before `App` was called: `undefined`, or with `allowDefault` an object that will become the app. */
  get(options?: { readonly allowDefault?: boolean } | null): Record<string, unknown> | undefined {
    if (!this.#isRegistered && !options?.allowDefault) return undefined;
    return (this.#app ??= {});
  }

  /** Calls a function of the author's app, if it has one with this name. */
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

  /** Removes a listener, or all listeners of the event if none is given. */
  off<E extends keyof AppEvents>(event: E, listener?: (detail: AppEvents[E]) => void): void {
    if (listener) this.#listeners.get(event)?.delete(listener as Listener);
    else this.#listeners.delete(event);
  }

  /** Calls the author's function in `App({…})`, then the listeners in the order in which they were added. */
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
