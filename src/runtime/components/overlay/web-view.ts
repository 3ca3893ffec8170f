/**
 * web-view: a page of the web over the whole page. Which addresses are allowed the host says
 * (`act("webView", { url })`); the page in it is a stranger and talks by messages:
 * `{ miniProgram: "postMessage", data }`, or a route's name with the options that WeChat's JSSDK takes.
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
  /** Handed over when the page leaves, as WeChat does. */
  private kept: unknown[] = [];

  constructor() {
    super(properties);
    this.root = this.shadow(`<p id="notice" role="alert" hidden></p>`, looks);
    this.notice = part(this.root, "notice");
  }

  connectedCallback(): void {
    addEventListener("message", this.heard);
    document.addEventListener("securitypolicyviolation", this.blocked);
  }

  disconnectedCallback(): void {
    removeEventListener("message", this.heard);
    document.removeEventListener("securitypolicyviolation", this.blocked);
  }

  /** The page leaves or is shared: what was posted until now becomes one event. */
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
    // The element comes into the document with the batch that sets this.
    await Promise.resolve();
    let reason = "";
    try {
      const { protocol, origin } = new URL(src);
      if (protocol !== "https:" && protocol !== "http:") reason = "only http and https";
      // The sandbox below holds no page of this frame's own origin.
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

  /** The page's policy names the addresses that the package may show. */
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
    // No top navigation: the page must not lead the host away.
    iframe.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups allow-downloads");
    iframe.allow = "fullscreen";
    iframe.addEventListener("load", () => this.emit("load", { src }));
    iframe.src = src;
    this.root.append(iframe);
    this.iframe = iframe;
  }

  private readonly heard = (event: MessageEvent<unknown>): void => {
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
