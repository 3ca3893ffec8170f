/**
 * An editor's content in WeChat's delta format: a list of inserts with attributes. Attributes of a line are on its line
 * break.
 */

export interface DeltaOperation {
  readonly insert?: string | { readonly image?: string; readonly divider?: boolean };
  readonly attributes?: Readonly<Record<string, unknown>>;
}

export interface Delta {
  readonly ops: readonly DeltaOperation[];
}

/** Inline tags and the attributes that they stand for. */
const inlineTags: Readonly<Record<string, readonly [name: string, value: unknown]>> = {
  B: ["bold", true],
  STRONG: ["bold", true],
  I: ["italic", true],
  EM: ["italic", true],
  U: ["underline", true],
  S: ["strike", true],
  STRIKE: ["strike", true],
  DEL: ["strike", true],
  INS: ["ins", true],
  SUB: ["script", "sub"],
  SUP: ["script", "super"],
};

export const inlineStyles = [
  "color",
  "backgroundColor",
  "font",
  "fontSize",
  "fontStyle",
  "fontVariant",
  "fontWeight",
  "fontFamily",
  "letterSpacing",
  "textDecoration",
] as const;

const spaces = (name: string) => [name, `${name}Top`, `${name}Bottom`, `${name}Left`, `${name}Right`];
export const blockStyles: readonly string[] = [
  ...spaces("margin"),
  ...spaces("padding"),
  "lineHeight",
  "textIndent",
  "wordWrap",
  "wordBreak",
  "whiteSpace",
];

type Attributes = Readonly<Record<string, unknown>>;

/** Selector of the elements that are lines. */
export const lineTags = "p,div,h1,h2,h3,h4,h5,h6,li,blockquote,pre";

/** Converts the content of an editable element to a delta. */
export function readDelta(content: Element): Delta {
  const ops: DeltaOperation[] = [];
  const push = (insert: DeltaOperation["insert"], attributes: Attributes) => {
    const last = ops.at(-1);
    const plain = Object.keys(attributes).length === 0;
    if (typeof insert === "string" && typeof last?.insert === "string") {
      if (JSON.stringify(last.attributes ?? {}) === JSON.stringify(attributes)) {
        ops[ops.length - 1] = { ...last, insert: last.insert + insert };
        return;
      }
    }
    ops.push({ ...(insert === undefined ? {} : { insert }), ...(plain ? {} : { attributes }) });
  };
  let open = false;
  const endLine = (attributes: Attributes) => {
    push("\n", attributes);
    open = false;
  };
  const walk = (node: Node, attributes: Attributes) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.nodeValue ?? "";
      if (text === "") return;
      push(text, attributes);
      open = true;
      return;
    }
    if (!(node instanceof HTMLElement)) return;
    if (node instanceof HTMLImageElement) {
      push({ image: node.getAttribute("src") ?? "" }, imageAttributes(node));
      open = true;
    } else if (node.tagName === "HR") {
      if (open) endLine({});
      push({ divider: true }, {});
    } else if (node.tagName === "BR") {
      // The BR of an empty line only keeps the line open.
      if (node.nextSibling !== null || open) endLine({});
    } else if (node.matches(lineTags)) {
      if (open) endLine({});
      for (const child of node.childNodes) walk(child, {});
      if (node.querySelector(lineTags) === null) endLine(blockAttributes(node));
    } else {
      const next = { ...attributes, ...inlineAttributes(node) };
      for (const child of node.childNodes) walk(child, next);
    }
  };
  for (const child of content.childNodes) walk(child, {});
  if (open || ops.length === 0) endLine({});
  return { ops };
}

/** Builds the lines of a delta. Applies styles directly; image sources go through `setSource`. */
export function buildDelta(
  delta: Delta,
  setSource: (image: HTMLImageElement, source: string) => void,
): DocumentFragment {
  const fragment = document.createDocumentFragment();
  let line: Node[] = [];
  const flush = (attributes: Attributes) => {
    appendLine(fragment, line, attributes);
    line = [];
  };
  for (const { insert, attributes = {} } of Array.isArray(delta.ops) ? delta.ops : []) {
    if (typeof insert === "string") {
      for (const [index, text] of insert.split("\n").entries()) {
        if (index > 0) flush(attributes);
        if (text !== "") line.push(inlineNode(document.createTextNode(text), attributes));
      }
    } else if (insert?.divider === true) {
      if (line.length > 0) flush({});
      fragment.append(document.createElement("hr"));
    } else if (typeof insert?.image === "string") {
      const image = document.createElement("img");
      setSource(image, insert.image);
      for (const name of ["width", "height", "alt", "data-custom", "data-local"]) {
        if (attributes[name] !== undefined) image.setAttribute(name, String(attributes[name]));
      }
      line.push(image);
    }
  }
  if (line.length > 0) flush({});
  return fragment;
}

/** The attributes of a line's element. */
export function blockAttributes(block: HTMLElement): Attributes {
  const attributes: Record<string, unknown> = {};
  const header = /^H([1-6])$/.exec(block.tagName)?.[1];
  if (header !== undefined) attributes["header"] = Number(header);
  const list = block.tagName === "LI" ? block.parentElement : null;
  if (list?.tagName === "OL") attributes["list"] = "ordered";
  else if (list !== null) attributes["list"] = list.dataset["checked"] === undefined ? "bullet" : "unchecked";
  const { style } = block;
  if (style.textAlign !== "") attributes["align"] = style.textAlign;
  if (block.dir === "rtl" || style.direction === "rtl") attributes["direction"] = "rtl";
  for (const name of blockStyles) copyStyle(style, name, attributes);
  const indent = Number(block.dataset["indent"] ?? 0);
  if (indent > 0) {
    attributes["indent"] = indent;
    // The padding shows the indent.
    delete attributes["paddingLeft"];
  }
  return attributes;
}

/** The attributes of an inline element, from its tag and styles. */
export function inlineAttributes(element: HTMLElement): Attributes {
  const attributes: Record<string, unknown> = {};
  const known = inlineTags[element.tagName];
  if (known !== undefined) attributes[known[0]] = known[1];
  for (const name of inlineStyles) copyStyle(element.style, name, attributes);
  if (element.tagName === "FONT" && element.hasAttribute("color")) attributes["color"] = element.getAttribute("color");
  return attributes;
}

function copyStyle(style: CSSStyleDeclaration, name: string, attributes: Record<string, unknown>): void {
  const value = style[name as "color"];
  if (value !== "" && value !== undefined) attributes[name] = value;
}

function imageAttributes(image: HTMLImageElement): Attributes {
  const attributes: Record<string, unknown> = {};
  for (const name of ["width", "height", "alt", "data-custom", "data-local"]) {
    const value = image.getAttribute(name);
    if (value !== null && value !== "") attributes[name] = value;
  }
  return attributes;
}

function inlineNode(text: Node, attributes: Attributes): Node {
  let node = text;
  const wrap = (tag: string) => {
    const element = document.createElement(tag);
    element.append(node);
    node = element;
    return element;
  };
  const tags: Readonly<Record<string, string>> = { bold: "b", italic: "i", underline: "u", strike: "s", ins: "ins" };
  for (const [name, tag] of Object.entries(tags)) if (attributes[name] === true) wrap(tag);
  if (attributes["script"] === "sub") wrap("sub");
  else if (attributes["script"] === "super") wrap("sup");
  const styles = inlineStyles.filter((name) => typeof attributes[name] === "string");
  if (styles.length > 0) {
    const span = wrap("span");
    for (const name of styles) span.style[name] = String(attributes[name]);
  }
  return node;
}

function appendLine(fragment: DocumentFragment, nodes: readonly Node[], attributes: Attributes): void {
  const { header, list } = attributes;
  let block: HTMLElement;
  if (typeof list === "string") {
    const tag = list === "ordered" ? "OL" : "UL";
    const checks = list !== "ordered" && list !== "bullet";
    let parent = fragment.lastElementChild as HTMLElement | null;
    if (parent === null || parent.tagName !== tag || (parent.dataset["checked"] !== undefined) !== checks) {
      parent = document.createElement(tag);
      if (checks) parent.dataset["checked"] = "false";
      fragment.append(parent);
    }
    block = document.createElement("li");
    parent.append(block);
  } else {
    block = document.createElement(typeof header === "number" && header >= 1 && header <= 6 ? `h${header}` : "p");
    fragment.append(block);
  }
  block.append(...(nodes.length > 0 ? nodes : [document.createElement("br")]));
  if (typeof attributes["align"] === "string") block.style.textAlign = attributes["align"];
  if (attributes["direction"] === "rtl") block.dir = "rtl";
  if (typeof attributes["indent"] === "number") {
    block.dataset["indent"] = String(attributes["indent"]);
    block.style.paddingLeft = `${attributes["indent"] * 2}em`;
  }
  for (const name of blockStyles)
    if (typeof attributes[name] === "string") block.style[name as "color"] = attributes[name];
}
