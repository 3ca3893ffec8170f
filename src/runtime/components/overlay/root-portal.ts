/**
 * root-portal: its content is where the page's root would have it, whatever boxes, clips and transforms stand around it.
 * The browser's top layer does that without moving nodes.
 */
import { BuiltIn, flag, sheet } from "../built-in.ts";

const properties = { enable: flag(true) };

const looks = sheet(`:host { display: block; }
:host([popover]) { position: fixed; inset: 0 0 auto 0; width: auto; height: 0; margin: 0; border: 0; padding: 0;
  overflow: visible; color: inherit; background: none; }
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
      this.popover = "manual";
      if (!this.matches(":popover-open")) this.showPopover();
    } else if (this.popover !== null) {
      this.popover = null;
    }
  }
}
