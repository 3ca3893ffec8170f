/**
 * `page-meta` and `navigation-bar`: settings for the host go to the Worker's side, which passes them on. Scroll
 * position, font size and page style are applied here in the frame.
 */
import { anything, BuiltIn, cssLength, flag, number, setInlineStyle, sheet, text } from "../built-in.ts";
import { pageContext } from "../page-context.ts";

const invisible = sheet(":host { display: contents; }");

const metaProperties = {
  backgroundTextStyle: text(),
  backgroundColor: text(),
  backgroundColorTop: text(),
  backgroundColorBottom: text(),
  rootBackgroundColor: text(),
  scrollTop: anything<unknown>(""),
  scrollDuration: number(300),
  pageStyle: text(),
  pageFontSize: text(),
  rootFontSize: text(),
  pageOrientation: text(),
};

/** Properties that the host applies. */
const hostNames = new Set([
  "backgroundTextStyle",
  "backgroundColor",
  "backgroundColorTop",
  "backgroundColorBottom",
  "pageOrientation",
]);

export class PageMeta extends BuiltIn<typeof metaProperties> {
  #stop: (() => void) | undefined;
  #size = "";
  #scrollTop = 0;

  constructor() {
    super(metaProperties);
    this.shadow("<slot></slot>", invisible);
  }

  connectedCallback(): void {
    this.#size = `${innerWidth} ${innerHeight}`;
    this.#stop = pageContext().onLayout(() => this.#laidOut());
    for (const name of Object.keys(metaProperties)) this.#apply(name);
  }

  disconnectedCallback(): void {
    this.#stop?.();
  }

  protected override changed(name: string): void {
    if (this.isConnected) this.#apply(name);
  }

  #apply(name: string): void {
    const { values } = this;
    if (hostNames.has(name)) {
      const value = values[name as keyof typeof metaProperties];
      if (value !== "") tellHost(this, "pageMeta", name, value);
    } else if (name === "rootBackgroundColor")
      document.documentElement.style.backgroundColor = values.rootBackgroundColor;
    else if (name === "rootFontSize") {
      const size = values.rootFontSize === "system" ? "16px" : (cssLength(values.rootFontSize) ?? "");
      document.documentElement.style.fontSize = size;
    } else if (name === "pageStyle" || name === "pageFontSize") this.#stylePage();
    else if (name === "scrollTop") void this.#scroll();
  }

  /** Styles the page element, which contains all of the author's elements. */
  #stylePage(): void {
    const page = this.closest<HTMLElement>("wx-page") ?? document.body;
    const { pageStyle, pageFontSize } = this.values;
    setInlineStyle(page, pageStyle);
    if (pageFontSize !== "") page.style.fontSize = pageFontSize === "system" ? "16px" : (cssLength(pageFontSize) ?? "");
  }

  async #scroll(): Promise<void> {
    const top = cssLength(this.values.scrollTop);
    if (top === undefined) return;
    const pixels = top.includes("--rpx")
      ? Number.parseFloat(String(this.values.scrollTop)) * pageContext().rpx
      : Number.parseFloat(top);
    await animateScroll(pixels, this.values.scrollDuration);
    this.emit("scrolldone", {});
  }

  #laidOut(): void {
    const size = `${innerWidth} ${innerHeight}`;
    if (size !== this.#size) {
      this.#size = size;
      this.emit("resize", { size: { windowWidth: innerWidth, windowHeight: innerHeight } });
    }
    if (scrollY !== this.#scrollTop) {
      this.#scrollTop = scrollY;
      this.emit("scroll", { scrollTop: scrollY });
    }
  }
}

const barProperties = {
  title: text(),
  loading: flag(),
  frontColor: text(),
  backgroundColor: text(),
  colorAnimationDuration: number(0),
  colorAnimationTimingFunc: text("linear"),
};

export class NavigationBar extends BuiltIn<typeof barProperties> {
  constructor() {
    super(barProperties);
    this.shadow("", invisible);
  }

  connectedCallback(): void {
    const { title, loading, frontColor, backgroundColor } = this.values;
    for (const [name, value] of Object.entries({ title, loading, frontColor, backgroundColor })) {
      if (value !== "" && value !== false) tellHost(this, "navigationBar", name, value);
    }
  }

  protected override changed(name: string, value: unknown): void {
    if (this.isConnected && !name.startsWith("colorAnimation")) tellHost(this, "navigationBar", name, value);
  }
}

function tellHost(element: Element, act: "pageMeta" | "navigationBar", name: string, value: unknown): void {
  pageContext()
    .act(element, act, { [name]: value })
    .catch(() => {
      // The host does not support this; the page keeps its look.
    });
}

function animateScroll(top: number, duration: number): Promise<void> {
  const from = scrollY;
  const begin = performance.now();
  return new Promise((resolve) => {
    const step = (now: number) => {
      const share = duration <= 0 ? 1 : Math.min(1, (now - begin) / duration);
      scrollTo(0, from + (top - from) * (1 - (1 - share) ** 3));
      if (share < 1) requestAnimationFrame(step);
      else resolve();
    };
    step(begin);
  });
}
