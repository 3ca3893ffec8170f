/**
 * `web-view`: shows a web page over the whole page. The frame's policy decides which addresses are allowed. The page is
 * untrusted and communicates by messages, which `web-view.js` (src/runtime/web-view/bridge.ts) sends for it: `{
 * miniProgram, …options }` with the name of a function of WeChat's JSSDK, or `page` with the page's URL and title. A port
 * that comes with the message gets the answer: an error's message, or "".
 */
import { BuiltIn, part, sheet, text } from "../built-in.ts";
import { pageContext } from "../page-context.ts";
import { webViewName } from "../../web-view/name.ts";

const properties = { src: text() };

const looks =
  sheet(`:host { display: block; position: fixed; inset: 0; z-index: 9999; background: var(--wx-surface, #fff); }
:host([hidden]) { display: none; }
iframe { width: 100%; height: 100%; border: 0; display: block; }
p { margin: 30vh 32px 0; text-align: center; color: rgba(0, 0, 0, .5); font-size: 15px; overflow-wrap: anywhere; }`);

const routes: ReadonlySet<unknown> = new Set(["navigateTo", "navigateBack", "switchTab", "reLaunch", "redirectTo"]);

export class WebView extends BuiltIn<typeof properties> {
  private readonly root: ShadowRoot;
  private readonly notice: HTMLElement;
  private iframe: HTMLIFrameElement | undefined;

  constructor() {
    super(properties);
    this.root = this.shadow(`<p id="notice" role="alert" hidden></p>`, looks);
    this.notice = part(this.root, "notice");
  }

  connectedCallback(): void {
    addEventListener("message", this.#onMessage);
    document.addEventListener("securitypolicyviolation", this.blocked);
  }

  disconnectedCallback(): void {
    removeEventListener("message", this.#onMessage);
    document.removeEventListener("securitypolicyviolation", this.blocked);
    void this.act("webView", {});
  }

  protected override changed(): void {
    void this.load(this.values.src);
  }

  private async load(src: string): Promise<void> {
    if (src === "") return;
    // Deferred: the element is inserted later in the batch that sets this property.
    await Promise.resolve();
    let reason = "";
    try {
      const { protocol, origin } = new URL(src);
      if (protocol !== "https:" && protocol !== "http:") reason = "only http and https";
      // The sandbox below allows same-origin access, so it must not contain a page of this frame's own origin.
      else if (origin === location.origin) reason = "not a page of the app itself";
    } catch (error) {
      reason = (error as TypeError).message;
    }
    if (src !== this.values.src) return;
    if (reason === "") this.open(src);
    else this.fail(src, reason);
  }

  private fail(src: string, reason: string): void {
    this.notice.hidden = false;
    this.notice.textContent = `${src}: ${reason}`;
    this.iframe?.remove();
    this.iframe = undefined;
    this.emit("error", { url: src, fullUrl: src, errMsg: reason });
  }

  /** Reports a violation of the page's policy, which lists the addresses that the package may show. */
  private readonly blocked = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void => {
    const { src } = this.values;
    if (effectiveDirective === "frame-src" && this.iframe && src.startsWith(blockedURI)) {
      this.fail(src, "not in domain list");
    }
  };

  private open(src: string): void {
    this.notice.hidden = true;
    this.iframe?.remove();
    const iframe = document.createElement("iframe");
    iframe.title = "web-view";
    iframe.name = webViewName;
    iframe.referrerPolicy = "no-referrer";
    // Without `allow-top-navigation`: the page must not navigate the host away.
    iframe.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups allow-downloads");
    iframe.allow = "fullscreen";
    // WebKit raises `load` for a page that the policy forbids, too, before it reports the violation.
    iframe.addEventListener("load", () => setTimeout(() => this.iframe === iframe && this.emit("load", { src })));
    iframe.src = src;
    this.root.append(iframe);
    this.iframe = iframe;
    void this.act("webView", { url: src });
  }

  readonly #onMessage = async ({ source, data, ports }: MessageEvent<unknown>): Promise<void> => {
    if (!this.iframe || source !== this.iframe.contentWindow) return;
    if (typeof data !== "object" || data === null || !("miniProgram" in data)) return;
    const answer = await this.#answer(data as FromPage);
    ports[0]?.postMessage(answer);
  };

  /** Resolves with the answer to the page. */
  async #answer({ miniProgram: openType, url, delta, data, title }: FromPage): Promise<string> {
    if (routes.has(openType)) return this.act("navigate", { openType, url, delta });
    if (openType === "postMessage") return this.act("webView", { data });
    if (openType !== "page") return "not supported";
    void this.act("webView", { url });
    return this.act("navigationBar", { title });
  }

  /** Resolves with the message of an error, or "". */
  private act(name: string, argument: object): Promise<string> {
    return pageContext()
      .act(this, name, argument)
      .then(
        () => "",
        (error: Error) => error.message,
      );
  }
}

type FromPage = Readonly<Partial<Record<"miniProgram" | "url" | "delta" | "data" | "title", unknown>>>;
