/** `navigator`: opens a page, goes back, or opens another mini-program. The Worker's side performs the navigation. */
import { anything, BuiltIn, sheet, text, word } from "../built-in.ts";
import { setHover } from "../hover.ts";
import { pageContext } from "../page-context.ts";

const look = sheet(`
  :host { display: block; cursor: pointer; }
  :host(.navigator-hover) { background-color: rgba(0, 0, 0, 0.1); opacity: 0.7; }
  :host(:focus-visible) { outline: 2px solid #10aeff; }
`);

const properties = {
  target: word(["self", "miniProgram"]),
  url: text(),
  openType: text("navigate"),
  redirect: anything<unknown>(undefined),
  delta: anything<unknown>(1),
  appId: text(),
  path: text(),
  extraData: anything<unknown>(undefined),
  version: text("release"),
  shortLink: text(),
  hoverClass: text("navigator-hover"),
  hoverStopPropagation: anything<unknown>(false),
  hoverStartTime: anything<unknown>(50),
  hoverStayTime: anything<unknown>(600),
};

export class Navigator extends BuiltIn<typeof properties> {
  constructor() {
    super(properties);
    this.shadow("<slot></slot>", look);
    this.attachInternals().role = "link";
    setHover(this, "", undefined, { names: "navigator-hover", own: "navigator-hover", startTime: 50, stayTime: 600 });
    this.addEventListener("click", (event) => {
      if (event.target instanceof Element && pageContext().isCaught(event.target, this, "tap")) return;
      // Of nested navigators, only the innermost acts.
      if (event.target instanceof Element && event.target.closest("wx-navigator") !== this) return;
      void this.#go();
    });
    this.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === this) this.click();
    });
  }

  connectedCallback(): void {
    if (!this.hasAttribute("tabindex")) this.tabIndex = 0;
  }

  protected override changed(name: string, value: unknown): void {
    if (name.startsWith("hover")) setHover(this, name, value);
  }

  async #go(): Promise<void> {
    const { target, url, openType, redirect, delta, appId, path, extraData, version, shortLink } = this.values;
    const request =
      target === "miniProgram"
        ? { openType, appId, path, extraData, envVersion: version, shortLink }
        : {
            openType: redirect === true || redirect === "true" ? "redirect" : openType,
            url,
            delta: Number(delta) || 1,
          };
    const exits = openType === "exit";
    const name = target === "miniProgram" ? (exits ? "exitMiniProgram" : "navigateToMiniProgram") : "navigate";
    // The messages name the function of `wx`.
    const api = name === "navigate" ? request.openType.replace(/^(navigate|redirect)$/, "$1To") : name;
    try {
      const answer = await pageContext().act(this, name, request);
      this.emit("success", answer ?? { errMsg: `${api}:ok` });
    } catch (error) {
      this.emit("fail", { errMsg: `${api}:fail ${error instanceof Error ? error.message : String(error)}` });
    }
    this.emit("complete", {});
  }
}
