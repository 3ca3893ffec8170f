/**
 * A component over the whole page. The browser's top layer puts it above everything in the frame; the host, which may
 * hide its bars for it, hears `act("fullScreen", { on, direction })`.
 */
import { pageContext } from "../page-context.ts";

/** Part of the sheet of every host that can do it. */
export const fullScreenRules = `:host([popover]) { position: fixed !important; inset: 0 !important; width: 100% !important;
  height: 100% !important; max-width: none; max-height: none; margin: 0 !important; border: 0; padding: 0; overflow: hidden; color: inherit; }`;

export class FullScreen {
  private readonly host: HTMLElement;
  private readonly changed: (on: boolean) => void;
  on = false;

  constructor(host: HTMLElement, changed: (on: boolean) => void) {
    this.host = host;
    this.changed = changed;
  }

  /** @param direction as WeChat counts: 0 upright, 90 and -90 lying */
  set(on: boolean, direction = 0): void {
    if (on === this.on) return;
    this.on = on;
    if (on) {
      this.host.popover = "manual";
      this.host.showPopover();
      addEventListener("keydown", this.keyed);
    } else this.leave();
    pageContext()
      .act(this.host, "fullScreen", { on, direction })
      .catch(() => {});
    this.changed(on);
  }

  /** The element leaves the document. */
  leave(): void {
    removeEventListener("keydown", this.keyed);
    this.on = false;
    if (this.host.popover !== null) this.host.popover = null;
  }

  private readonly keyed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.set(false);
  };
}
