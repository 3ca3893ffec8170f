/** A component's tree as HTML, in the form in which miniprogram-simulate's documents have it, and the comparing of it. */
import { builtInTags } from "../../compiler/graph/tags.ts";
import { attributesOf, composedChildren, composedElement } from "../../runtime/logic/index.ts";
import type { ComponentNode, ComposedElement, ComposedNode } from "../../runtime/logic/index.ts";

/** What stands for a DOM node: enough to compare with. It is read anew whenever it is asked. */
export interface SimulatedDom {
  /** In capital letters, as in a document. */
  readonly tagName: string;
  readonly innerHTML: string;
  readonly outerHTML: string;
  readonly textContent: string;
  readonly children: readonly SimulatedDom[];
  readonly className: string;
  readonly classList: TokenList;
  /** Of what the attribute `style` says, a `rpx` being a pixel there, by names such as `zIndex` and `--name`; no sheet counts. */
  readonly style: Readonly<Record<string, string>>;
  /** Where `scroll` has brought it. */
  readonly scrollTop: number;
  readonly scrollLeft: number;
  /** `id`, `class` or `style`, or null where there is none. */
  getAttribute(name: string): string | null;
}

/** Class names, as an array with the question that a document's list answers. */
export class TokenList extends Array<string> {
  contains(name: string): boolean {
    return this.includes(name);
  }
}

/** What class names in a document begin with: the name of the component in whose template they stand. */
export type PrefixOf = (owner: ComponentNode) => string;

/** @param name of the root's tag */
export function rootDom(node: ComponentNode, name: string, prefixOf: PrefixOf): SimulatedDom {
  return domOf({ tag: name, attributes: () => [], children: () => composedChildren(node), prefixOf });
}

/** @param element the element as it is by now */
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

/** True if the inside of `dom` is the same as `html`, whatever the order of attributes and the white space between tags. */
export function match(dom: SimulatedDom, html: string): boolean {
  return normalHtml(dom.innerHTML) === normalHtml(html);
}

/** Built-in ones have a prefix; components, and tags that nothing is known of, are as their user writes them. */
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

/** Semicolons in quotes and brackets end nothing. What is not there reads as an empty text, as in a document. */
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

/** An empty style is one that can be asked for, and not printed. */
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
