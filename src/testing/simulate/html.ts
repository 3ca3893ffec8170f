/** A component's tree as HTML, in the form of miniprogram-simulate's documents, and a comparison of HTML. */
import { builtInTags } from "../../compiler/graph/tags.ts";
import { attributesOf, composedChildren, composedElement } from "../../runtime/logic/index.ts";
import type { ComponentNode, ComposedElement, ComposedNode } from "../../runtime/logic/index.ts";

/** A minimal replacement for a DOM node, enough for comparisons. It reflects the current state at every access. */
export interface SimulatedDom {
  /** In upper case, as in a document. */
  readonly tagName: string;
  readonly innerHTML: string;
  readonly outerHTML: string;
  readonly textContent: string;
  readonly children: readonly SimulatedDom[];
  readonly className: string;
  readonly classList: TokenList;
  /**
   * The declarations of the `style` attribute, with `rpx` as pixels, under names such as `zIndex` and `--name`.
   * Stylesheets have no effect.
   */
  readonly style: Readonly<Record<string, string>>;
  /** Scroll position set by `scroll`. */
  readonly scrollTop: number;
  readonly scrollLeft: number;
  /** `id`, `class` or `style`; null if absent. */
  getAttribute(name: string): string | null;
}

/** Class names as an array, with the `contains` of a DOMTokenList. */
export class TokenList extends Array<string> {
  contains(name: string): boolean {
    return this.includes(name);
  }
}

/** The prefix of class names in a document: the name of the component whose template contains them. */
export type PrefixOf = (owner: ComponentNode) => string;

/**
 * The DOM of a root.
 * @param name the root's tag
 */
export function rootDom(node: ComponentNode, name: string, prefixOf: PrefixOf): SimulatedDom {
  return domOf({ tag: name, attributes: () => [], children: () => composedChildren(node), prefixOf });
}

/**
 * The DOM of an element.
 * @param element returns the element in its current state
 */
export function elementDom(
  element: () => ComposedElement,
  prefixOf: PrefixOf,
  scrolled: Readonly<Record<string, number>> = {},
): SimulatedDom {
  return domOf({
    scrolled,
    tag: tagOf(element()),
    attributes: () => attributes(element(), prefixOf),
    children: () => element().children,
    prefixOf,
  });
}

/** Whether the inner HTML of `dom` equals `html`, regardless of attribute order and of white space between tags. */
export function match(dom: SimulatedDom, html: string): boolean {
  return normalHtml(dom.innerHTML) === normalHtml(html);
}

/** Built-in components have a prefix; components and unknown tags are as written. */
export function tagOf({ component, tag }: ComposedElement): string {
  return !component && builtInTags.has(tag) ? `wx-${tag}` : tag;
}

type Attributes = readonly (readonly [name: string, value: string])[];

interface Source {
  readonly tag: string;
  readonly attributes: () => Attributes;
  readonly children: () => readonly ComposedNode[];
  readonly prefixOf: PrefixOf;
  readonly scrolled?: Readonly<Record<string, number>>;
}

function domOf({ tag, attributes: own, children, prefixOf, scrolled = {} }: Source): SimulatedDom {
  const inner = (): string =>
    children()
      .map((child) => print(child, prefixOf))
      .join("");
  const getAttribute = (name: string): string | null => own().find(([key]) => key === name)?.[1] ?? null;
  return {
    tagName: tag.toUpperCase(),
    getAttribute,
    get scrollTop() {
      return scrolled["scrollTop"] ?? 0;
    },
    get scrollLeft() {
      return scrolled["scrollLeft"] ?? 0;
    },
    get innerHTML() {
      return inner();
    },
    get outerHTML() {
      return `<${tag}${printed(own())}>${inner()}</${tag}>`;
    },
    get textContent() {
      return children().map(textOf).join("");
    },
    get children() {
      return children().flatMap((child) =>
        typeof child === "string" ? [] : [elementDom(() => composedElement(child) ?? child, prefixOf)],
      );
    },
    get className() {
      return getAttribute("class") ?? "";
    },
    get classList() {
      return TokenList.from((getAttribute("class") ?? "").split(" ").filter((name) => name !== "")) as TokenList;
    },
    get style() {
      return declarations(getAttribute("style") ?? "");
    },
  };
}

/**
 * Parses declarations; ignores semicolons in quotes and brackets. As in a document, a missing one reads as an empty
 * string.
 */
function declarations(style: string): Readonly<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const [, name = "", value = ""] of style.matchAll(/([-\w]+)\s*:((?:"[^"]*"|'[^']*'|\([^)]*\)|[^;"'(])*)/g)) {
    const key = name.startsWith("--") ? name : name.replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());
    all[key] = value.trim();
  }
  return new Proxy(all, { get: (there, key) => (typeof key === "string" ? (there[key] ?? "") : undefined) });
}

function print(node: ComposedNode, prefixOf: PrefixOf): string {
  if (typeof node === "string") return node.trim() === "" ? "" : escape(node);
  const tag = tagOf(node);
  const inner = node.children.map((child) => print(child, prefixOf)).join("");
  return `<${tag}${printed(attributes(node, prefixOf))}>${inner}</${tag}>`;
}

function attributes({ id, classes, element }: ComposedElement, prefixOf: PrefixOf): Attributes {
  const style = attributesOf(element).findLast(({ kind }) => kind === "style")?.value;
  const all: (readonly [string, string])[] = [];
  if (id !== "") all.push(["id", id]);
  if (classes.length > 0) all.push(["class", classes.map((one) => `${prefixOf(one.owner)}--${one.name}`).join(" ")]);
  if (typeof style === "string") all.push(["style", style.replace(/(\d)rpx/g, "$1px")]);
  return all;
}

/** An empty style can be read, but is not printed. */
function printed(all: Attributes): string {
  const shown = all.filter(([, value]) => value !== "");
  return shown.map(([key, value]) => ` ${key}="${escape(value).replace(/"/g, "&quot;")}"`).join("");
}

function textOf(node: ComposedNode): string {
  return typeof node === "string" ? node : node.children.map(textOf).join("");
}

function escape(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function normalHtml(html: string): string {
  return html
    .trim()
    .replace(/>\s+</g, "><")
    .replace(/<([\w-]+)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*(\/?)>/g, (_all, tag: string, list: string, closed: string) => {
      const sorted = (list.match(/[\w:-]+(?:="[^"]*")?/g) ?? []).toSorted();
      const open = `<${[tag.toLowerCase(), ...sorted].join(" ")}>`;
      return closed === "" ? open : `${open}</${tag.toLowerCase()}>`;
    });
}
