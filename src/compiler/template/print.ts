/**
 * Prints an AST as WXML text, for tests: parsing the printed text gives the same AST.
 *
 * Prints only what the AST keeps, in one layout: no white space between tags, double quotes around values.
 */
import type {
  Attribute,
  DefinitionNode,
  ElementNode,
  EventBinding,
  ForNode,
  IfBranch,
  SlotNode,
  TemplateAst,
  TemplateNode,
  Value,
  WxsNode,
} from "./ast.ts";
import type { ObjectExpression } from "./expression-ast.ts";
import { printExpression, printProperties } from "./print-expression.ts";

/** Prints a file. wxs modules, imports and definitions come first; their order does not matter. */
export function printTemplate(ast: TemplateAst): string {
  const wxs = ast.wxs.map(printWxs);
  const imports = ast.imports.map(({ src }) => `<import src="${src}"/>`);
  const definitions = ast.definitions.map(printDefinition);
  return [...wxs, ...imports, ...definitions].join("") + printNodes(ast.children);
}

function printWxs({ module, src, code }: WxsNode): string {
  return src === undefined ? `<wxs module="${module}">${code ?? ""}</wxs>` : `<wxs module="${module}" src="${src}"/>`;
}

function printDefinition({ name, children }: DefinitionNode): string {
  return `<template name="${escapeAttribute(name)}">${printNodes(children)}</template>`;
}

/** Two adjacent texts must have been separated by a comment. */
function printNodes(nodes: readonly TemplateNode[]): string {
  let out = "";
  let afterText = false;
  for (const node of nodes) {
    const isText = node.type === "text";
    if (isText && afterText) out += "<!---->";
    out += printNode(node, "");
    afterText = isText;
  }
  return out;
}

/** @param directives attributes of the surrounding loop or condition, to be printed in the node's tag */
function printNode(node: TemplateNode, directives: string): string {
  switch (node.type) {
    case "element":
      return printElement(node, directives);
    case "slot":
      return printSlot(node, directives);
    case "text":
      return printText(node.value);
    case "include":
      return `<include src="${node.src}"${directives}/>`;
    case "template-use": {
      const data = node.data ? ` data="${printData(node.data as ObjectExpression)}"` : "";
      return `<template is="${printValue(node.is)}"${data}${directives}/>`;
    }
    case "for":
      return printFor(node);
    case "if":
      return node.branches.map(printBranch).join("");
  }
}

function printData(data: ObjectExpression): string {
  return `{{${escapeQuotes(printProperties(data))}}}`;
}

function printElement({ tag, attributes, events, generics, children }: ElementNode, directives: string): string {
  const named = generics.map((generic) => ` generic:${generic.name}="${generic.tag}"`);
  const head = `<${tag}${directives}${attributes.map(printAttribute).join("")}${events.map(printEvent).join("")}`;
  return `${head}${named.join("")}>${printNodes(children)}</${tag}>`;
}

function printSlot({ name, attributes, events, children }: SlotNode, directives: string): string {
  const nameAttribute = name ? ` name="${printValue(name)}"` : "";
  const head = `<slot${directives}${nameAttribute}${attributes.map(printAttribute).join("")}${events.map(printEvent).join("")}`;
  return children.length === 0 ? `${head}/>` : `${head}>${printNodes(children)}</slot>`;
}

function printAttribute({ rawName, value }: Attribute): string {
  return ` ${rawName}${value ? `="${printValue(value)}"` : ""}`;
}

function printEvent({ rawName, handler }: EventBinding): string {
  return ` ${rawName}${handler ? `="${printValue(handler)}"` : ""}`;
}

function printFor({ list, item, index, key, children }: ForNode): string {
  const names = `${item === "item" ? "" : ` wx:for-item="${item}"`}${index === "index" ? "" : ` wx:for-index="${index}"`}`;
  const keyed = key === undefined ? "" : ` wx:key="${escapeAttribute(key)}"`;
  return printBlock(` wx:for="${printValue(list)}"${names}${keyed}`, children);
}

function printBranch({ condition, children }: IfBranch, index: number): string {
  const name = index === 0 ? "if" : condition ? "elif" : "else";
  return printBlock(` wx:${name}${condition ? `="${printValue(condition)}"` : ""}`, children);
}

/** Prints the directives on a single node if it can carry them; otherwise on a block around all nodes. */
function printBlock(directives: string, children: readonly TemplateNode[]): string {
  const only = children.length === 1 ? children[0] : undefined;
  const canCarry = only !== undefined && only.type !== "text" && only.type !== "if" && only.type !== "for";
  return canCarry ? printNode(only, directives) : `<block${directives}>${printNodes(children)}</block>`;
}

function printText(value: Value): string {
  if (value.type === "static") return value.text;
  if (value.type === "expression") return `{{${printExpression(value.expression)}}}`;
  return value.parts.map((part) => (typeof part === "string" ? part : `{{${printExpression(part)}}}`)).join("");
}

function printValue(value: Value): string {
  if (value.type === "static") return escapeAttribute(value.text);
  if (value.type === "expression") return `{{${escapeQuotes(printExpression(value.expression))}}}`;
  return value.parts
    .map((part) => (typeof part === "string" ? escapeAttribute(part) : `{{${escapeQuotes(printExpression(part))}}}`))
    .join("");
}

/** Expressions are printed with single quotes; a double quote in a string becomes an escape. */
function escapeQuotes(expression: string): string {
  return expression.replaceAll('"', "\\x22");
}

function escapeAttribute(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}
