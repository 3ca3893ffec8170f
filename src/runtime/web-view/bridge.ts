/**
 * `web-view.js`: the script that a web page includes to talk to the mini-program whose `web-view` shows it. It offers
 * `wx.miniProgram`, as WeChat's JSSDK does. In a page that is not in a `web-view`, `getEnv` says so, and the other
 * functions fail. In WeChat itself, the script does nothing.
 *
 * Attributes of the script's element: `data-app-origin` is the only origin that gets messages (any by default).
 * `data-wechat` is for pages that use WeChat's JSSDK, which only works if the browser looks like WeChat's: the script
 * adds "MicroMessenger miniProgram" to `navigator.userAgent`, and provides `WeixinJSBridge`, which the JSSDK calls.
 */
import { webViewName } from "./name.ts";

type Callback = ((result: { readonly errMsg: string }) => void) | undefined;

interface CallOptions {
  readonly url?: string;
  readonly delta?: number;
  readonly data?: unknown;
  readonly success?: Callback;
  readonly fail?: Callback;
  readonly complete?: Callback;
}

type Functions = Record<string, (options?: CallOptions) => void>;

interface PageWindow {
  WeixinJSBridge?: {
    invoke(name: string, options?: { readonly name?: string; readonly arg?: unknown }, answered?: Invoked): void;
    on(): void;
  };
  __wxjs_environment?: string;
  wx?: { miniProgram?: object };
}

type Invoked = (result: { readonly err_msg: string }) => void;

const page = globalThis as unknown as PageWindow;
const { dataset } = document.currentScript as HTMLScriptElement;
const isInWeChat = page.WeixinJSBridge !== undefined || /MicroMessenger/i.test(navigator.userAgent);
const isInWebView = window.parent !== window && window.name === webViewName;

/** Sends a message to the `web-view`. Resolves with an error's message, or "". */
function send(message: Readonly<Record<string, unknown>>): Promise<string> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", ({ data }: MessageEvent<string>) => resolve(data));
    port1.start();
    window.parent.postMessage(message, dataset["appOrigin"] ?? "*", [port2]);
  });
}

/** Calls a function of the mini-program. `arg` has the shape that the JSSDK gives it. */
function call(name: string, arg: unknown): Promise<string> {
  if (!isInWebView) return Promise.resolve("not in a mini-program");
  if (name === "postMessage") return send({ miniProgram: name, data: arg });
  const { url, delta } = (arg ?? {}) as CallOptions;
  return send({ miniProgram: name, url, delta });
}

function createMiniProgram(): Functions {
  const functions: Functions = {};
  for (const name of ["navigateTo", "navigateBack", "switchTab", "reLaunch", "redirectTo", "postMessage"]) {
    functions[name] = ({ success, fail, complete, ...options } = {}) => {
      void call(name, name === "postMessage" ? (options.data ?? {}) : options).then((error) => {
        const result = { errMsg: error === "" ? `${name}:ok` : `${name}:fail ${error}` };
        if (error === "") success?.(result);
        else fail?.(result);
        complete?.(result);
      });
    };
  }
  return Object.assign(functions, {
    getEnv: (answer: (env: { readonly miniprogram: boolean }) => void) => answer({ miniprogram: isInWebView }),
  });
}

/** What WeChat's JSSDK calls. */
function createBridge(): NonNullable<PageWindow["WeixinJSBridge"]> {
  return {
    invoke(name, options = {}, answered) {
      const api = options.name ?? "";
      const isKnown = name === "invokeMiniProgramAPI";
      void (isKnown ? call(api, options.arg) : Promise.resolve("not supported")).then((error) =>
        answered?.({ err_msg: `${isKnown ? api : name}:${error === "" ? "ok" : `fail ${error}`}` }),
      );
    },
    on() {},
  };
}

/** Tells the `web-view` the page's URL and title, now and whenever they change. */
function reportPage(): void {
  let last = "";
  const report = (): void => {
    const { title } = document;
    const { href } = location;
    if (last === `${href}\n${title}`) return;
    last = `${href}\n${title}`;
    void send({ miniProgram: "page", url: href, title });
  };
  report();
  new MutationObserver(report).observe(document.head, { childList: true, characterData: true, subtree: true });
  for (const type of ["hashchange", "popstate", "pageshow"]) addEventListener(type, report);
  const { history } = window;
  for (const name of ["pushState", "replaceState"] as const) {
    const change = history[name];
    history[name] = (...values) => {
      change.apply(history, values);
      report();
    };
  }
}

/** Makes WeChat's JSSDK believe that this is WeChat. */
function imitateWeChat(): void {
  const userAgent = `${navigator.userAgent} MicroMessenger miniProgram`;
  Object.defineProperty(navigator, "userAgent", { configurable: true, get: () => userAgent });
  page.WeixinJSBridge = createBridge();
  document.dispatchEvent(new Event("WeixinJSBridgeReady"));
}

if (!isInWeChat) {
  // Also in place of the JSSDK's, if it came first: without WeChat, that does nothing.
  (page.wx ??= {}).miniProgram = createMiniProgram();
}
if (!isInWeChat && isInWebView) {
  page.__wxjs_environment = "miniprogram";
  if (dataset["wechat"] !== undefined) imitateWeChat();
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", reportPage);
  else reportPage();
}
