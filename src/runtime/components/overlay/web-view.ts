/**
 * `web-view`: shows a web page over the whole page. The frame's policy decides which addresses are allowed; the
 * Worker's side can refuse too (`act("webView", { url })`). The page is untrusted and communicates by messages: `{
 * miniProgram: "postMessage", data }`, or a navigation function's name with the options of WeChat's JSSDK.
 */
import { BuiltIn, part, sheet, text } from "../built-in.ts";
import { pageContext } from "../page-context.ts";

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
  /** Messages held back until the page is left, as in WeChat. */
  private kept: unknown[] = [];

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
  }

  /** `flush`: the page is left or shared, so the messages received so far are delivered in one event. */
  invoke(method: string): unknown {
    if (method !== "flush") throw new Error(`web-view has no method ${method}`);
    this.flush();
    return undefined;
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
      else await pageContext().act(this, "webView", { url: src });
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
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
    iframe.referrerPolicy = "no-referrer";
    // Without `allow-top-navigation`: the page must not navigate the host away.
    iframe.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups allow-downloads");
    iframe.allow = "fullscreen";
    iframe.addEventListener("load", () => this.emit("load", { src }));
    iframe.src = src;
    this.root.append(iframe);
    this.iframe = iframe;
  }

  readonly #onMessage = (event: MessageEvent<unknown>): void => {
    if (!this.iframe || event.source !== this.iframe.contentWindow) return;
    if (typeof event.data !== "object" || event.data === null || !("miniProgram" in event.data)) return;
    const { miniProgram, ...rest } = event.data as { miniProgram: unknown; data?: unknown };
    if (miniProgram === "postMessage") this.kept.push(rest.data);
    else if (miniProgram === "flush") this.flush();
    else if (routes.has(miniProgram)) {
      this.flush();
      pageContext()
        .act(this, "navigate", { ...rest, openType: miniProgram, kind: miniProgram })
        .catch(() => {});
    }
  };

  private flush(): void {
    if (this.kept.length === 0) return;
    this.emit("message", { data: this.kept });
    this.kept = [];
  }
}
