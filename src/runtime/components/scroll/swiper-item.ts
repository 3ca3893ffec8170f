/** `swiper-item`: positioned by its swiper. As in WeChat, no class can override its size and position. */
import { BuiltIn, flag, sheet, text } from "../built-in.ts";
import { hostStyle } from "../host-style.ts";
import type { HostStyle } from "../host-style.ts";

const properties = { itemId: text(), skipHiddenItemLayout: flag() };

const looks = sheet(`:host { display: block; position: absolute !important; left: 0; top: 0; overflow: hidden;
will-change: transform; } :host([hidden]) { display: none; }`);

export class SwiperItem extends BuiltIn<typeof properties> {
  private readonly look: HostStyle;
  private at: number | undefined;
  private size = "";

  constructor() {
    super(properties);
    this.look = hostStyle(this.shadow("<slot></slot>", looks));
  }

  get itemId(): string {
    return this.values.itemId;
  }

  /**
   * @param offset position in multiples of an item's size
   * @param share fraction of the swiper that an item takes, 0 to 1
   */
  place(offset: number, share: number, vertical: boolean): void {
    const size = `${vertical} ${share}`;
    if (size !== this.size) {
      this.size = size;
      this.at = undefined;
      this.look("width", vertical ? "100%" : `${share * 100}%`, "important");
      this.look("height", vertical ? `${share * 100}%` : "100%", "important");
    }
    if (offset === this.at) return;
    this.at = offset;
    const position = `${offset * 100}%`;
    this.look("transform", `translate(${vertical ? `0, ${position}` : `${position}, 0`})`, "important");
  }

  /** Whether screen readers and keyboard focus can enter the item. */
  set reachable(reachable: boolean) {
    this.inert = !reachable;
  }
}
