/** `button`: submits and resets forms, and asks the Worker's side to perform its `open-type`. */
import { BuiltIn, flag, sheet, text, word } from "../built-in.ts";
import { setHover } from "../hover.ts";
import { pageContext } from "../page-context.ts";
import type { Form } from "./form.ts";
import { connectOperable, focusLook, makeOperable } from "./operable.ts";

const look = sheet(`
  :host {
    position: relative; display: block; box-sizing: border-box; margin-left: auto; margin-right: auto;
    width: var(--wx-button-width, auto); padding: var(--wx-button-padding, 0 14px);
    font-size: var(--wx-button-font, 18px); font-weight: var(--wx-button-weight, inherit);
    line-height: var(--wx-button-line, 2.55555556); text-align: center; text-decoration: none;
    border-radius: var(--wx-button-radius, 5px); overflow: hidden; cursor: pointer;
    color: var(--wx-button-color, #000); background-color: var(--wx-button-back, #f8f8f8);
  }
  :host::after {
    content: " "; position: absolute; top: 0; left: 0; width: 200%; height: 200%; box-sizing: border-box;
    border: var(--wx-button-border, 1px solid rgba(0, 0, 0, 0.2)); border-radius: 10px;
    transform: scale(0.5); transform-origin: 0 0; pointer-events: none;
  }
  :host([type="primary"]) { color: #fff; background-color: var(--wx-brand, #1aad19); }
  :host([type="warn"]) { color: var(--wx-button-warn-color, #fff); background-color: var(--wx-button-warn-back, #e64340); }
  :host([size="mini"]) {
    display: inline-block; width: auto; padding: 0 var(--wx-button-mini-padding, 1.34em);
    font-size: var(--wx-button-mini-font, 13px); line-height: var(--wx-button-mini-line, 2.3);
  }
  :host(.button-hover) { color: var(--wx-button-hover-color, rgba(0, 0, 0, 0.6)); background-color: var(--wx-button-hover-back, #dedede); }
  :host([type="primary"].button-hover) { color: rgba(255, 255, 255, 0.6); background-color: var(--wx-button-hover-primary, #179b16); }
  :host([type="warn"].button-hover) { color: var(--wx-button-hover-warn-color, rgba(255, 255, 255, 0.6)); background-color: var(--wx-button-hover-warn, #ce3c39); }
  :host([loading]) { color: var(--wx-button-loading, rgba(0, 0, 0, 0.6)); }
  :host([loading][type="primary"]) { color: rgba(255, 255, 255, 0.6); background-color: var(--wx-button-hover-primary, #179b16); }
  :host([loading][type="warn"]) { color: rgba(255, 255, 255, 0.6); background-color: var(--wx-button-hover-warn, #ce3c39); }
  :host([disabled]) { color: var(--wx-button-off-color, rgba(0, 0, 0, 0.3)); background-color: var(--wx-button-off-back, #f7f7f7); cursor: default; }
  :host([disabled][type="primary"]) { color: var(--wx-button-off-primary-color, rgba(255, 255, 255, 0.6)); background-color: var(--wx-button-off-primary, #9ed99d); }
  :host([disabled][type="warn"]) { color: var(--wx-button-off-primary-color, rgba(255, 255, 255, 0.6)); background-color: var(--wx-button-off-warn, #ec8b89); }
  :host([disabled]) ::slotted(*) { pointer-events: none; }
  :host([plain]), :host([plain].button-hover), :host([plain][disabled]) { background-color: transparent; }
  :host([plain]) { color: var(--wx-button-plain, #353535); border: 1px solid currentColor; }
  :host([plain])::after { border-width: 0; }
  :host([plain][type="primary"]) { color: var(--wx-brand, #1aad19); background-color: transparent; }
  :host([plain][type="warn"]) { color: var(--wx-warn, #e64340); background-color: transparent; }
  :host([plain].button-hover) { opacity: 0.6; }
  :host([plain][disabled]) { color: var(--wx-button-off-color, rgba(0, 0, 0, 0.2)); }
  :host([loading])::before {
    content: " "; display: inline-block; width: 18px; height: 18px; margin: -0.2em 5px 0 0; vertical-align: middle;
    background: conic-gradient(transparent, currentColor); border-radius: 50%;
    mask: radial-gradient(closest-side, transparent 48%, #000 50%) intersect, repeating-conic-gradient(from -6deg, #000 0 12deg, transparent 12deg 30deg);
    animation: turn 1s steps(12) infinite;
  }
  @keyframes turn { to { transform: rotate(1turn); } }
`);

const properties = {
  size: word(["default", "mini"], true),
  type: word(["default", "primary", "warn"], true),
  plain: flag(false, true),
  disabled: flag(false, true),
  loading: flag(false, true),
  formType: text(),
  openType: text(),
  hoverClass: text("button-hover"),
  hoverStopPropagation: flag(),
  hoverStartTime: text("20"),
  hoverStayTime: text("70"),
  lang: text("en"),
  sessionFrom: text(),
  sendMessageTitle: text(),
  sendMessagePath: text(),
  sendMessageImg: text(),
  showMessageCard: flag(),
  appParameter: text(),
  businessId: text(),
  phoneNumberNoQuotaToast: flag(true),
  activityType: text(),
  entrancePath: text(),
  needShowEntrance: flag(),
  scope: text(),
};

/** Properties sent to the Worker with an open type. */
const openOptions = [
  "lang",
  "sessionFrom",
  "sendMessageTitle",
  "sendMessagePath",
  "sendMessageImg",
  "showMessageCard",
  "appParameter",
  "businessId",
  "phoneNumberNoQuotaToast",
  "activityType",
  "entrancePath",
  "needShowEntrance",
  "scope",
] as const;

export class Button extends BuiltIn<typeof properties> {
  readonly #internals: ElementInternals;

  constructor() {
    super(properties);
    this.shadow("<slot></slot>", look, focusLook);
    this.#internals = makeOperable(this, "button");
    const defaults = { names: "button-hover", own: "button-hover", startTime: 20, stayTime: 70 };
    setHover(this, "", undefined, defaults);
    this.addEventListener("click", (event) => this.#click(event));
  }

  connectedCallback(): void {
    connectOperable(this, this.values.disabled);
  }

  /** A disabled button raises no tap. */
  tapDetail(): null | undefined {
    return this.values.disabled ? null : undefined;
  }

  activate({ pageX, pageY }: MouseEvent): void {
    if (this.values.disabled) return;
    this.emit("tap", { x: pageX, y: pageY }, { bubbles: true });
    this.#press();
  }

  protected override changed(name: string, value: unknown): void {
    if (name === "disabled") {
      this.#internals.ariaDisabled = String(value);
      if (this.isConnected) connectOperable(this, Boolean(value));
    }
    if (name === "disabled" || name.startsWith("hover")) setHover(this, name, value);
  }

  #click(event: MouseEvent): void {
    if (this.values.disabled) event.stopImmediatePropagation();
    else if (!pageContext().isCaught(event.target as Element, this, "tap")) this.#press();
  }

  #press(): void {
    const { formType, openType } = this.values;
    // There may be several: `getPhoneNumber|agreePrivacyAuthorization`.
    for (const kind of openType.split("|")) if (kind !== "") void this.#open(kind);
    const form = this.closest<Form>("wx-form");
    if (formType === "submit") void form?.submit?.(this);
    else if (formType === "reset") void form?.reset?.();
  }

  /**
   * Performs an open type. The Worker answers with the event's detail, or undefined if no event is raised, as for
   * `share`.
   */
  async #open(openType: string): Promise<void> {
    const options: Record<string, unknown> = { openType };
    for (const name of openOptions) options[name] = this.values[name];
    try {
      const detail = await pageContext().act(this, "openType", options);
      if (detail !== undefined) this.emit(openType.toLowerCase(), detail);
    } catch (error) {
      this.emit("error", { errMsg: error instanceof Error ? error.message : String(error) });
    }
  }
}
