/**
 * `page-container`: a layer that behaves like a page. Going back closes it instead of the page. For that it sends
 * `act("guardBack", { on })` to the Worker's side, which calls `back` when the user goes back.
 */
import { BuiltIn, flag, number, part, setInlineStyle, sheet, text, word } from "../built-in.ts";
import { onPan } from "../gesture/pan.ts";
import { pageContext } from "../page-context.ts";

const properties = {
  show: flag(),
  duration: number(300),
  zIndex: number(100),
  overlay: flag(true),
  position: word(["bottom", "top", "right", "center"]),
  round: flag(),
  closeOnSlideDown: flag(),
  overlayStyle: text(),
  customStyle: text(),
};

const looks = sheet(`
:host { display: contents; }
:host([hidden]) { display: none; }
#layer { display: none; position: fixed; inset: 0; z-index: var(--z, 100); }
#layer.there { display: block; }
#layer.bare { pointer-events: none; }
#overlay { position: absolute; inset: 0; background: rgba(0, 0, 0, .7); opacity: 0; transition: opacity var(--time); }
#box { position: absolute; background: var(--wx-surface, #fff); overflow: auto; max-height: 100%; box-sizing: border-box;
  transition: transform var(--time), opacity var(--time); pointer-events: auto; outline: none; }
.bottom #box { left: 0; right: 0; bottom: 0; transform: translateY(100%); }
.top #box { left: 0; right: 0; top: 0; transform: translateY(-100%); }
.right #box { top: 0; bottom: 0; right: 0; width: 100%; transform: translateX(100%); }
.center #box { left: 50%; top: 50%; transform: translate(-50%, -50%) scale(.9); opacity: 0; }
.round.bottom #box { border-radius: 16px 16px 0 0; }
.round.top #box { border-radius: 0 0 16px 16px; }
.round.center #box, .round.right #box { border-radius: 16px; }
#layer.open #overlay { opacity: 1; }
#layer.open #box { transform: none; opacity: 1; }
#layer.center.open #box { transform: translate(-50%, -50%); }
`);

export class PageContainer extends BuiltIn<typeof properties> {
  private readonly layer: HTMLElement;
  private readonly overlay: HTMLElement;
  private readonly box: HTMLElement;
  private shown = false;
  private timer: number | undefined;

  constructor() {
    super(properties);
    const markup = `<div id="layer"><div id="overlay"></div><div id="box" role="dialog" tabindex="-1"><slot></slot></div></div>`;
    const root = this.shadow(markup, looks);
    [this.layer, this.overlay, this.box] = [part(root, "layer"), part(root, "overlay"), part(root, "box")];
    this.overlay.addEventListener("click", () => {
      this.emit("clickoverlay");
      this.closeByUser();
    });
    this.layer.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.closeByUser();
    });
    onPan(this.box, {
      axis: () => (this.values.closeOnSlideDown && this.box.scrollTop <= 0 ? "y" : "none"),
      refuses: (_dx, dy) => dy < 0,
      start: () => (this.box.style.transition = "none"),
      move: ({ dy }) => (this.box.style.transform = `translateY(${Math.max(0, dy)}px)`),
      end: ({ dy, vy }) => {
        this.box.style.transition = this.box.style.transform = "";
        this.dress();
        if (dy > 80 || vy > 0.5) this.closeByUser();
      },
    });
  }

  connectedCallback(): void {
    if (this.values.show) this.open();
  }

  disconnectedCallback(): void {
    clearTimeout(this.timer);
    if (this.shown) this.guard(false);
    this.shown = false;
  }

  /** Called when the user goes back while it is open. */
  invoke(method: string): unknown {
    if (method !== "back") throw new Error(`page-container has no method ${method}`);
    return this.closeByUser();
  }

  protected override changed(name: string, value: unknown): void {
    if (name !== "show") return this.dress();
    if (value === true && this.isConnected) this.open();
    else if (value === false) this.close();
  }

  private dress(): void {
    const { duration, zIndex, overlay, position, round, overlayStyle, customStyle, closeOnSlideDown } = this.values;
    this.layer.className = [
      position,
      round && "round",
      !overlay && "bare",
      this.layer.classList.contains("there") && "there",
      this.layer.classList.contains("open") && "open",
    ]
      .filter(Boolean)
      .join(" ");
    setInlineStyle(this.overlay, overlayStyle);
    setInlineStyle(this.box, customStyle);
    if (closeOnSlideDown) this.box.style.touchAction = "pan-x pan-down";
    this.overlay.hidden = !overlay;
    this.layer.style.setProperty("--z", String(zIndex));
    this.layer.style.setProperty("--time", `${duration}ms`);
  }

  private open(): void {
    if (this.shown) return;
    this.shown = true;
    this.guard(true);
    this.dress();
    this.emit("beforeenter");
    this.layer.classList.add("there");
    // Force a layout in the closed state first; otherwise nothing animates.
    this.box.getBoundingClientRect();
    this.layer.classList.add("open");
    this.emit("enter");
    this.box.focus({ preventScroll: true });
    this.later(() => this.emit("afterenter"));
  }

  private close(): void {
    if (!this.shown) return;
    this.shown = false;
    this.guard(false);
    this.emit("beforeleave");
    this.layer.classList.remove("open");
    this.emit("leave");
    this.later(() => {
      this.layer.classList.remove("there");
      this.emit("afterleave");
    });
  }

  private closeByUser(): void {
    if (!this.shown) return;
    this.model("show", false);
    this.close();
  }

  private later(done: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(done, this.values.duration);
  }

  private guard(on: boolean): void {
    // A host without support rejects; going back then leaves the page.
    pageContext()
      .act(this, "guardBack", { on })
      .catch(() => {});
  }
}
