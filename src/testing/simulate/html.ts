/** A component's tree as HTML, in the form in which miniprogram-simulate's documents have it, and the comparing of it. */
import { attributesOf, composedChildren } from "../../runtime/logic/index.ts";
import type { ComponentNode, ComposedElement, ComposedNode } from "../../runtime/logic/index.ts";

/** What stands for a DOM node: enough to compare with. */
export interface SimulatedDom {
  /** In capital letters, as in a document. */
  readonly tagName: string;
  readonly innerHTML: string;
  readonly outerHTML: string;
  readonly textContent: string;
}

/** @param name of the root's tag, which is also the prefix of its classes */
export function rootDom(node: ComponentNode, name: string): SimulatedDom {
  return domOf(name, "", () => composedChildren(node), { root: node, name });
}

/** The place of an element in the tree of `root`. */
export function elementDom(one: ComposedElement, root: ComponentNode, name: string): SimulatedDom {
  const prefixes = { root, name };
  return domOf(tagOf(one), attributes(one, prefixes), () => one.children, prefixes);
}

/** True if the inside of `dom` is the same as `html`, whatever the order of attributes and the white space between tags. */
export function match(dom: SimulatedDom, html: string): boolean {
  return normalHtml(dom.innerHTML) === normalHtml(html);
}

interface Prefixes {
  readonly root: ComponentNode;
  readonly name: string;
}

function domOf(tag: string, own: string, children: () => readonly ComposedNode[], prefixes: Prefixes): SimulatedDom {
  const inner = (): string =>
    children()
      .map((child) => print(child, prefixes))
      .join("");
  return {
    tagName: tag.toUpperCase(),
    get innerHTML() {
      return inner();
    },
    get outerHTML() {
      return `<${tag}${own}>${inner()}</${tag}>`;
    },
    get textContent() {
      return children().map(textOf).join("");
    },
  };
}

function print(node: ComposedNode, prefixes: Prefixes): string {
  if (typeof node === "string") return node.trim() === "" ? "" : escape(node);
  const tag = tagOf(node);
  const inner = node.children.map((child) => print(child, prefixes)).join("");
  return `<${tag}${attributes(node, prefixes)}>${inner}</${tag}>`;
}

/** Built-in ones have a prefix, components the tag of their user. */
function tagOf({ component, tag }: ComposedElement): string {
  return component ? tag : `wx-${tag}`;
}

function attributes({ id, classes, element }: ComposedElement, { root, name }: Prefixes): string {
  const prefixOf = (owner: ComponentNode): string => (owner === root ? name : (owner.host?.skeleton[0] ?? name));
  const style = attributesOf(element).findLast(({ kind }) => kind === "style")?.value;
  const all: [string, string][] = [];
  if (id !== "") all.push(["id", id]);
  if (classes.length > 0) all.push(["class", classes.map((one) => `${prefixOf(one.owner)}--${one.name}`).join(" ")]);
  if (typeof style === "string" && style !== "") all.push(["style", style]);
  return all.map(([key, value]) => ` ${key}="${escape(value).replace(/"/g, "&quot;")}"`).join("");
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
