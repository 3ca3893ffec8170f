/**
 * Full screen for a component: covers the whole page through the browser's top layer. `act("fullScreen", { on,
 * direction })` asks the host to hide its bars and rotate the page.
 */
import { pageContext } from "../page-context.ts";

/** Rules that every component with full screen includes in its stylesheet. */
export const fullScreenRules = `:host([popover]) { position: fixed !important; inset: 0 !important; width: 100% !important;
  height: 100% !important; max-width: none; max-height: none; margin: 0 !important; border: 0; padding: 0; overflow: hidden; color: inherit; z-index: 9999; }`;

export class FullScreen {
  private readonly host: HTMLElement;
  private readonly changed: (on: boolean) => void;
  on = false;

  constructor(host: HTMLElement, changed: (on: boolean) => void) {
    this.host = host;
    this.changed = changed;
  }

  /** @param direction in degrees as in WeChat: 0 is upright, 90 and -90 are landscape */
  set(on: boolean, direction = 0): void {
    if (on === this.on) return;
    this.on = on;
    if (on) {
      // The attribute and `?.`, because without the top layer `fullScreenRules` still cover the page.
      this.host.setAttribute("popover", "manual");
      this.host.showPopover?.();
      addEventListener("keydown", this.keyed);
    } else this.leave();
    pageContext()
      .act(this.host, "fullScreen", { on, direction })
      .catch(() => {});
    this.changed(on);
  }

  /** Leaves full screen without events, when the element leaves the document. */
  leave(): void {
    removeEventListener("keydown", this.keyed);
    this.on = false;
    this.host.removeAttribute("popover");
  }

  private readonly keyed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.set(false);
  };
}
