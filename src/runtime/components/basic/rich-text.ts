/** `rich-text`: its nodes are in the light tree, so that classes of the author's stylesheets apply to them. */
import { anything, BuiltIn, flag, sheet, text } from "../built-in.ts";
import { pageContext } from "../page-context.ts";
import { buildRichNodes, decodeRichText, parseRichText } from "../rich-nodes.ts";

const look = sheet(`
  :host { display: block; }
  ::slotted(*) { pointer-events: none; }
  :host([user-select]) { user-select: text; -webkit-user-select: text; }
  :host([user-select]) ::slotted(*) { pointer-events: auto; }
`);

const properties = {
  nodes: anything<unknown>(undefined),
  space: text(),
  userSelect: flag(false, true),
  mode: text(),
};

const blanks: Readonly<Record<string, string>> = { nbsp: "\u00a0", ensp: "\u2002", emsp: "\u2003" };

export class RichText extends BuiltIn<typeof properties> {
  #pending = false;

  constructor() {
    super(properties);
    // Nodes inside raise no events of their own: the rich-text is the event target.
    this.shadow("<slot></slot>", look);
  }

  connectedCallback(): void {
    if (this.#pending) this.#build();
  }

  protected override changed(name: string): void {
    if (name !== "nodes" && name !== "space") return;
    if (this.isConnected) this.#build();
    else this.#pending = true;
  }

  #build(): void {
    this.#pending = false;
    const { nodes, space } = this.values;
    const list = Array.isArray(nodes) ? nodes : typeof nodes === "string" ? parseRichText(nodes) : [];
    const blank = blanks[space];
    const isList = Array.isArray(nodes);
    const context = pageContext();
    const built = buildRichNodes(list, {
      classNames: (names) => context.classNames(this, names),
      text: (source) => {
        const decoded = isList ? decodeRichText(source) : source;
        return blank === undefined ? decoded : decoded.replaceAll(" ", blank);
      },
      setSource: (image, source) => {
        context.resolveUrl(source, this.directory).then(
          (url) => (image.src = url),
          () => {},
        );
      },
    });
    // As in WeChat, images are at most as wide as the text unless the author sets a width.
    const box = document.createElement("div");
    box.append(built);
    this.replaceChildren(box);
  }
}
