/**
 * The indicator dots of a swiper. They are in the light tree under WeChat's class names, because authors style them by
 * those. The rules here have no specificity, so any author rule wins.
 */

const rules = `
:where(.wx-swiper-dots) { position: absolute; font-size: 0; z-index: 1; }
:where(.wx-swiper-dots-horizontal) { left: 50%; bottom: 10px; text-align: center; white-space: nowrap; transform: translate(-50%, 0); }
:where(.wx-swiper-dots-vertical) { right: 10px; top: 50%; text-align: right; transform: translate(0, -50%); }
:where(.wx-swiper-dot) { display: inline-block; width: 8px; height: 8px; border-radius: 50%; cursor: pointer;
  transition: background-color .2s; background-color: var(--wx-swiper-dot); }
:where(.wx-swiper-dots-horizontal .wx-swiper-dot) { margin-right: 8px; }
:where(.wx-swiper-dots-vertical .wx-swiper-dot) { display: block; margin-bottom: 9px; }
:where(.wx-swiper-dots .wx-swiper-dot:last-child) { margin-right: 0; margin-bottom: 0; }
:where(.wx-swiper-dot-active) { background-color: var(--wx-swiper-dot-active); }
`;

const styled = new WeakSet<Document>();

export class SwiperDots {
  private readonly swiper: HTMLElement;
  private readonly box = document.createElement("div");

  constructor(swiper: HTMLElement, chosen: (index: number) => void) {
    this.swiper = swiper;
    this.box.slot = "dots";
    this.box.setAttribute("aria-hidden", "true");
    this.box.addEventListener("click", (event) => {
      const index = [...this.box.children].indexOf(event.target as Element);
      if (index >= 0) chosen(index);
    });
  }

  show(
    count: number,
    current: number,
    shown: number,
    look: { readonly vertical: boolean; readonly indicatorColor: string; readonly indicatorActiveColor: string },
  ): void {
    if (!styled.has(document)) {
      styled.add(document);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(rules);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    }
    this.box.className = `wx-swiper-dots wx-swiper-dots-${look.vertical ? "vertical" : "horizontal"}`;
    this.box.style.setProperty("--wx-swiper-dot", look.indicatorColor);
    this.box.style.setProperty("--wx-swiper-dot-active", look.indicatorActiveColor);
    while (this.box.children.length > count) this.box.lastElementChild?.remove();
    while (this.box.children.length < count) this.box.append(document.createElement("div"));
    for (const [index, dot] of [...this.box.children].entries()) {
      const active = (index - current + count) % count < shown;
      dot.className = active ? "wx-swiper-dot wx-swiper-dot-active" : "wx-swiper-dot";
    }
    if (this.box.parentElement !== this.swiper) this.swiper.append(this.box);
  }

  hide(): void {
    this.box.remove();
  }
}
