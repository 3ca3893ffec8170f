/**
 * Components that need WeChat's accounts, shops or ads. They exist and accept their attributes, but show nothing, or
 * what WeChat shows to anonymous users, and report this with WeChat's failure events.
 */
import { BuiltIn, part, sheet, text } from "../built-in.ts";
import { pageContext } from "../page-context.ts";

const empty = sheet(":host { display: block; }");

abstract class WeChatOnly extends BuiltIn {
  #reported = false;

  constructor() {
    super({});
    this.shadow("<slot></slot>", empty);
  }

  connectedCallback(): void {
    if (this.#reported) return;
    this.#reported = true;
    // Deferred until the Worker knows the element.
    setTimeout(() => {
      if (this.isConnected) this.emit("error", this.failure);
    });
  }

  protected abstract readonly failure: object;
}

export class Ad extends WeChatOnly {
  protected override get failure(): object {
    return { errMsg: "no advertisement: this host shows none", errCode: 1004 };
  }
}

export class OfficialAccount extends WeChatOnly {
  protected override get failure(): object {
    return { errMsg: "official-account is not available in this host", status: 5 };
  }
}

/** Shops, channels and other WeChat services. */
export class Unavailable extends WeChatOnly {
  protected override get failure(): object {
    return { errMsg: `${this.localName.slice(3)} is not available in this host` };
  }
}

const pageProperties = { name: text(), version: text("release"), args: text() };

/** In WeChat it opens plugin pages; plugins are not supported here. */
export class FunctionalPageNavigator extends BuiltIn<typeof pageProperties> {
  constructor() {
    super(pageProperties);
    this.shadow("<slot></slot>", empty);
    this.addEventListener("click", () => {
      this.emit("fail", { errMsg: "functional-page-navigator:fail not supported" });
    });
  }
}

const dataLook = sheet(`
  :host { display: inline; }
  :host([type="userAvatarUrl"]) { display: block; }
  img { width: 100%; vertical-align: top; }
  #text:empty, img:not([src]), svg { display: none; }
  :host([type="userAvatarUrl"]) img:not([src]) ~ svg { display: block; width: 100%; background: #e5e5e5; }
`);

const person =
  "M32 34a11 11 0 1 0 0-22 11 11 0 0 0 0 22zm0 4c-12 0-20 6-21 14-.1 1.1.8 2 2 2h38c1.2 0 2.1-.9 2-2-1-8-9-14-21-14z";

const dataProperties = {
  type: text("", true),
  openGid: text(),
  lang: text("en"),
  defaultText: text(),
  defaultAvatar: text(),
};

/**
 * Shows the same placeholder for everybody, as WeChat does since it hides user names. A preview can answer `openData`
 * with other data.
 */
export class OpenData extends BuiltIn<typeof dataProperties> {
  readonly #text: HTMLElement;
  readonly #picture: HTMLImageElement;
  #request = 0;

  constructor() {
    super(dataProperties);
    const root = this.shadow(
      `<span id="text"></span><img id="picture" alt=""><svg viewBox="0 0 64 64"><path fill="#fff" d="${person}"/></svg>`,
      dataLook,
    );
    this.#text = part(root, "text");
    this.#picture = part(root, "picture");
  }

  connectedCallback(): void {
    void this.#ask();
  }

  protected override changed(): void {
    if (this.isConnected) void this.#ask();
  }

  async #ask(): Promise<void> {
    const request = ++this.#request;
    const { type, lang, openGid, defaultText, defaultAvatar } = this.values;
    let answer: unknown;
    try {
      answer = await pageContext().act(this, "openData", { type, lang, openGid });
    } catch {
      if (type === "userNickName") answer = defaultText || (lang.startsWith("zh") ? "微信用户" : "WeChat User");
      else if (type === "userAvatarUrl") answer = defaultAvatar;
    }
    const value = typeof answer === "string" ? answer : "";
    const isPicture = type === "userAvatarUrl";
    const url = isPicture && value !== "" ? await pageContext().resolveUrl(value, this.directory) : "";
    if (request !== this.#request) return;
    this.#text.textContent = isPicture ? "" : value;
    if (url === "") this.#picture.removeAttribute("src");
    else this.#picture.src = url;
  }
}
