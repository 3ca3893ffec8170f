/** `match-media`: shows its content only while the page's size matches. */
import { anything, BuiltIn, cssLength, part, sheet } from "../built-in.ts";

const look = sheet(":host { display: block; } slot[hidden] { display: none; }");

const properties = {
  minWidth: anything<unknown>(undefined),
  maxWidth: anything<unknown>(undefined),
  width: anything<unknown>(undefined),
  minHeight: anything<unknown>(undefined),
  maxHeight: anything<unknown>(undefined),
  height: anything<unknown>(undefined),
  orientation: anything<unknown>(undefined),
};

const features = {
  minWidth: "min-width",
  maxWidth: "max-width",
  width: "width",
  minHeight: "min-height",
  maxHeight: "max-height",
  height: "height",
} as const;

export class MatchMedia extends BuiltIn<typeof properties> {
  readonly #slot: HTMLSlotElement;
  readonly #listen = () => this.#paint();
  #query: MediaQueryList | undefined;

  constructor() {
    super(properties);
    this.#slot = part(this.shadow('<slot id="content"></slot>', look), "content");
  }

  connectedCallback(): void {
    this.#watch();
  }

  disconnectedCallback(): void {
    this.#query?.removeEventListener("change", this.#listen);
  }

  protected override changed(): void {
    if (this.isConnected) this.#watch();
  }

  #watch(): void {
    this.#query?.removeEventListener("change", this.#listen);
    const conditions: string[] = [];
    for (const [name, feature] of Object.entries(features)) {
      const length = cssLength(this.values[name as keyof typeof features]);
      if (length !== undefined) conditions.push(`(${feature}: ${length})`);
    }
    const { orientation } = this.values;
    if (orientation === "landscape" || orientation === "portrait") conditions.push(`(orientation: ${orientation})`);
    this.#query = matchMedia(conditions.join(" and "));
    this.#query.addEventListener("change", this.#listen);
    this.#paint();
  }

  #paint(): void {
    this.#slot.hidden = this.#query?.matches === false;
  }
}
