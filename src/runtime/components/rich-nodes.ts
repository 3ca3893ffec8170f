/**
 * Converts authors' HTML and node lists to DOM nodes that are safe to show: only WeChat's trusted tags and attributes,
 * nothing that could run scripts, load code or leave the page. An untrusted element is dropped with its content.
 */
import { cssLength, setInlineStyle } from "./built-in.ts";

/** A node of rich-text's `nodes`. */
export interface RichNode {
  readonly type?: string;
  readonly name?: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly children?: readonly RichNode[];
  readonly text?: string;
}

const plain =
  "a abbr address article aside b bdi big blockquote br caption center cite code dd del div dl dt em fieldset font footer " +
  "h1 h2 h3 h4 h5 h6 header hr i ins label legend li mark nav p pre q rt ruby s section small span strong sub sup tbody " +
  "tfoot thead tt u ul";

const trusted = new Map<string, readonly string[]>([
  ...plain.split(" ").map((tag) => [tag, []] as const),
  ["bdo", ["dir"]],
  ["col", ["span", "width"]],
  ["colgroup", ["span", "width"]],
  ["img", ["alt", "src", "height", "width"]],
  ["ol", ["start", "type"]],
  ["table", ["width"]],
  ["td", ["colspan", "height", "rowspan", "width"]],
  ["th", ["colspan", "height", "rowspan", "width"]],
  ["tr", ["colspan", "height", "rowspan", "width"]],
]);

export interface RichOptions {
  /** Converts class names to those to set. */
  readonly classNames: (names: string) => string;
  readonly setSource: (image: HTMLImageElement, source: string) => void;
  /** Converts each text. */
  readonly text: (text: string) => string;
}

/** Builds DOM nodes from an author's node list. */
export function buildRichNodes(nodes: readonly unknown[], options: RichOptions): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const node of nodes) {
    const built = typeof node === "object" && node !== null ? build(node as RichNode, options) : undefined;
    if (built !== undefined) fragment.append(built);
  }
  return fragment;
}

/** Parses HTML without running or loading anything from it. */
export function parseRichText(html: string): RichNode[] {
  // A parsed document has no window, so it loads and runs nothing. But the page's Content-Security-Policy applies and
  // would report inline styles and event handlers, so those attributes are renamed.
  const renamed = html.replaceAll(/<[a-z][^>]*>/gi, (tag) =>
    tag.replaceAll(/([\s"'/])(style|on\w+)(?=\s*=)/gi, "$1data-$2"),
  );
  return nodesOf(new DOMParser().parseFromString(renamed, "text/html").body);
}

/** Decodes all HTML entities of a text. */
export function decodeRichText(text: string): string {
  if (!text.includes("&")) return text;
  return new DOMParser().parseFromString(text.replaceAll("<", "&lt;"), "text/html").body.textContent ?? "";
}

function nodesOf(parent: Node): RichNode[] {
  const nodes: RichNode[] = [];
  for (const node of parent.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) nodes.push({ type: "text", text: node.nodeValue ?? "" });
    else if (node instanceof Element) {
      const attrs: Record<string, string> = {};
      for (const { name, value } of node.attributes) attrs[name === "data-style" ? "style" : name] = value;
      nodes.push({ name: node.localName, attrs, children: nodesOf(node) });
    }
  }
  return nodes;
}

function build(node: RichNode, options: RichOptions): Node | undefined {
  if (node.type === "text") return document.createTextNode(options.text(String(node.text ?? "")));
  const tag = String(node.name ?? "").toLowerCase();
  const names = trusted.get(tag);
  if (names === undefined) return undefined;
  const element = document.createElement(tag);
  const attributes = new Map<string, string>();
  for (const [name, value] of Object.entries(node.attrs ?? {})) attributes.set(name.toLowerCase(), String(value ?? ""));
  for (const name of names) {
    const value = attributes.get(name);
    if (value === undefined) continue;
    if (name === "src") options.setSource(element as HTMLImageElement, value);
    else element.setAttribute(name, value);
  }
  const classes = attributes.get("class");
  if (classes !== undefined) element.className = options.classNames(classes);
  const style = attributes.get("style");
  if (style !== undefined) setInlineStyle(element, style);
  if (tag === "img") limitImage(element, attributes);
  if (Array.isArray(node.children)) element.append(buildRichNodes(node.children, options));
  return element;
}

/** Moves sizes with a unit, such as `rpx`, to the style: the attributes accept only plain numbers. */
function limitImage(image: HTMLElement, attributes: ReadonlyMap<string, string>): void {
  for (const name of ["width", "height"] as const) {
    const value = attributes.get(name);
    if (value !== undefined && /[a-z]/i.test(value) && image.style[name] === "")
      image.style[name] = cssLength(value) ?? "";
  }
}
