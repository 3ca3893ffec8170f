/**
 * `root-portal`: shows its content as if it were at the root of the page, unaffected by the boxes, clipping and
 * transforms around it. It uses the browser's top layer, so no nodes move.
 */
import { BuiltIn, flag, sheet } from "../built-in.ts";

const properties = { enable: flag(true) };

const looks = sheet(`:host { display: block; }
:host([popover]) { position: fixed; inset: 0 0 auto 0; width: auto; height: 0; margin: 0; border: 0; padding: 0;
  overflow: visible; color: inherit; background: none; z-index: 9999; }
:host([hidden]) { display: none; }`);

export class RootPortal extends BuiltIn<typeof properties> {
  constructor() {
    super(properties);
    this.shadow("<slot></slot>", looks);
  }

  connectedCallback(): void {
    this.lift();
  }

  protected override changed(): void {
    this.lift();
  }

  private lift(): void {
    if (!this.isConnected) return;
    if (this.values.enable) {
      // Without the top layer, the stylesheet's fixed position must do.
      this.setAttribute("popover", "manual");
      if (this.showPopover && !this.matches(":popover-open")) this.showPopover();
    } else this.removeAttribute("popover");
  }
}
