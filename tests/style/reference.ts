/**
 * The meaning of a stylesheet as PostCSS and its selector and value parsers see it: a slow, independent reference for
 * ours. The output is a list of lines without insignificant blanks and comments.
 */
import { parse } from "postcss";
import type { ChildNode, Container, Rule } from "postcss";
import selectorParser from "postcss-selector-parser";
import valueParser from "postcss-value-parser";

export interface Meaning {
  /** Prefix for class names; tags become `wx-…` too. Without it, selectors stay unchanged. */
  readonly scope?: string;
}

/** The lines of a stylesheet; with a scope, `rpx` becomes what a built stylesheet has instead. */
export function meaningOf(css: string, { scope }: Meaning = {}): string[] {
  const lines: string[] = [];
  visit(parse(css), "", scope, lines);
  return lines;
}

function visit(container: Container, indent: string, scope: string | undefined, lines: string[]): void {
  container.each((node: ChildNode) => {
    if (node.type === "decl") {
      const custom = node.prop.startsWith("--");
      const value = printValue(node.value, custom, scope !== undefined);
      // An empty value is dropped with a warning.
      if (value !== "" || custom) lines.push(`${indent}${node.prop}:${value}${node.important ? "!important" : ""}`);
    } else if (node.type === "rule") {
      const inner: string[] = [];
      visit(node, `${indent} `, scope, inner);
      if (inner.length > 0) lines.push(indent + printSelector(node, scope), ...inner);
    } else if (node.type === "atrule") {
      if (node.name === "charset") return;
      const inner: string[] = [];
      if (node.nodes) visit(node as Container, `${indent} `, scope, inner);
      const empty = node.nodes && inner.length === 0 && /^(?:media|supports|container)$/.test(node.name);
      if (!empty) lines.push(`${indent}@${node.name} ${plain(node.params)}`, ...inner);
    }
  });
}

function plain(text: string): string {
  return text
    .replace(/\/\*[^]*?\*\//g, " ")
    .replace(/\s+/g, " ")
    .replace(/ ?([(),:]) ?/g, "$1")
    .trim();
}

function printSelector(rule: Rule, scope: string | undefined): string {
  const parent = rule.parent;
  if (parent?.type === "atrule" && ((parent as { name?: string }).name ?? "").endsWith("keyframes"))
    return plain(rule.selector);
  return selectorOf(rule.selector, scope);
}

/** A selector list with renamed classes and tags, without insignificant blanks and comments. */
export function selectorOf(selector: string, scope: string | undefined): string {
  return selectorParser((root) => {
    root.walkComments((comment) => void comment.remove());
    root.walk((node) => {
      if (node.type === "combinator") {
        const value = node.value.trim();
        node.value = value === "" ? " " : value;
        node.spaces = { before: "", after: "" };
        node.raws = {};
      } else if (node.type === "attribute") {
        node.spaces.before = "";
        node.spaces.after = "";
      } else if ("spaces" in node) node.spaces = { before: "", after: "" };
    });
    if (scope === undefined) return;
    root.walkClasses((node) => {
      // `value` would be escaped again, so the raw text counts.
      const raw = node.toString().trim().slice(1);
      node.replaceWith(selectorParser.string({ value: `.${scope}${raw}` }));
    });
    root.walkTags((node) => {
      const at = node.parent?.parent;
      if (at?.type === "pseudo" && !lists.has(at.value)) return;
      node.value =
        node.value.toLowerCase() === "page" ? "body" : node.value.startsWith("wx-") ? node.value : `wx-${node.value}`;
    });
  })
    .processSync(selector, { lossless: true })
    .trim();
}

const lists = new Set([":not", ":is", ":where", ":has"]);
const mathFunctions = new Set(["calc", "min", "max", "clamp"]);

function printValue(value: string, custom: boolean, lengths: boolean): string {
  const tree = valueParser(value);
  const visitNodes = (nodes: valueParser.Node[], math: boolean): void => {
    for (const node of nodes) {
      if (node.type === "comment") Object.assign(node, { type: "space", value: " " });
      else if (node.type === "function" && node.value.toLowerCase() === "url") continue;
      else if (node.type === "function")
        visitNodes(node.nodes, node.value === "" ? math : mathFunctions.has(node.value));
      else if (node.type === "word" && lengths)
        node.value = node.value.replace(lengthPattern, (_, n: string) => lengthOf(Number(n), math));
    }
  };
  visitNodes(tree.nodes, false);
  const text = valueParser.stringify(tree.nodes);
  if (custom) return text.replace(/\s+/g, " ").trim();
  const parts = text.split(/("(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*')/);
  return parts
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/\s+/g, " ").replace(/ ?([(),]) ?/g, "$1")))
    .join("")
    .trim();
}

const lengthPattern = /(?<![\w#.-])[+]?(-?(?:\d+\.?\d*|\.\d+))rpx(?![\w\u0080-\uffff])/g;

function lengthOf(n: number, math: boolean): string {
  if (n === 0) return "0px";
  return math ? `(var(--rpx)*${n})` : `calc(var(--rpx)*${n})`;
}
