/** Finds the files that a template refers to: templates, wxs modules, and local files in attributes. */
import type { Dependency } from "../source/language.ts";
import type { Span } from "../source/text.ts";
import type { Attribute, TemplateAst, TemplateNode, Value } from "./ast.ts";
import type { Expression } from "./expression-ast.ts";

/** Attributes of built-in components that contain a file path, in camelCase. */
const FILE_ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ["image", ["src"]],
  ["cover-image", ["src"]],
  ["video", ["src", "poster"]],
  ["audio", ["src", "poster"]],
  ["live-player", ["src"]],
  ["live-pusher", ["waitingImage"]],
]);

/** File extensions that mark an attribute of any other tag as a path. */
const FILE_NAME = /\.(?:png|jpe?g|gif|webp|svg|bmp|ico|mp3|m4a|aac|wav|ogg|mp4|mov|webm|ttf|otf|woff2?|json|pdf)$/i;

/**
 * A template's dependencies in source order within each kind. Paths are as written.
 * Besides static paths, it finds a file name that is the whole value of one branch of an expression:
 * `src="{{on ? '/img/on.png' : '/img/off.png'}}"`.
 */
export function templateDependencies(ast: TemplateAst): Dependency[] {
  const out: Dependency[] = [];
  for (const { src, srcSpan } of ast.imports) out.push({ kind: "template-import", specifier: src, span: srcSpan });
  for (const { src, srcSpan } of ast.wxs) {
    if (src !== undefined) out.push({ kind: "wxs", specifier: src, span: srcSpan as Span });
  }
  for (const definition of ast.definitions) visitNodes(definition.children, out);
  visitNodes(ast.children, out);
  return out;
}

function visitNodes(nodes: readonly TemplateNode[], out: Dependency[]): void {
  for (const node of nodes) {
    switch (node.type) {
      case "element":
        for (const attribute of node.attributes) visitAttribute(node.tag, attribute, out);
        visitNodes(node.children, out);
        break;
      case "if":
        for (const branch of node.branches) visitNodes(branch.children, out);
        break;
      case "for":
        visitNodes(node.children, out);
        break;
      case "include":
        out.push({ kind: "template-include", specifier: node.src, span: node.srcSpan });
        break;
      case "slot":
        visitNodes(node.children, out);
        break;
      case "text":
      case "template-use":
        break;
    }
  }
}

function visitAttribute(tag: string, { kind, name, value }: Attribute, out: Dependency[]): void {
  if (value === undefined || value.type === "concat") return;
  if (kind === "style" && value.type === "static") visitStyle(value.text, value.span.start, out);
  if (kind !== "property") return;
  const isFile = FILE_ATTRIBUTES.get(tag)?.includes(name) ?? false;
  if (isFile && value.type === "static") addFile(value.text, value.span, out);
  else visitWhole(value, isFile, out);
}

/** The start of a `url()`, and its address. */
const address = /(\burl\(\s*(["']?))(.*?)(?=\2\s*\))/gs;
/** Escapes and the like, which make another path than what is written. */
const unclear = /[%\\<>{}&"'()\s]/;

function visitStyle(text: string, start: number, out: Dependency[]): void {
  if (!text.includes("url(") || text.includes("/*")) return;
  for (const { index, 1: opening = "", 3: whole = "" } of text.matchAll(address)) {
    const path = whole.replace(/[?#].*$/s, "");
    if (unclear.test(path)) continue;
    const at = start + index + opening.length;
    addFile(path, { start: at, end: at + path.length }, out, path.startsWith("/") ? undefined : "page");
  }
}

/** For other tags and computed values, only text that is clearly a file name. */
function visitWhole(value: Value, isFile: boolean, out: Dependency[]): void {
  if (value.type === "static") addIfFileName(value.text, value.span, isFile, out);
  else if (value.type === "expression") visitExpression(value.expression, isFile, out);
}

/** Finds strings that may be the whole value of an expression. */
function visitExpression(expression: Expression, isFile: boolean, out: Dependency[]): void {
  switch (expression.type) {
    case "literal":
      if (typeof expression.value !== "string") return;
      addIfFileName(expression.value, { start: expression.span.start + 1, end: expression.span.end - 1 }, isFile, out);
      return;
    case "conditional":
      visitExpression(expression.consequent, isFile, out);
      visitExpression(expression.alternate, isFile, out);
      return;
    case "binary":
      if (expression.operator === "||" || expression.operator === "??" || expression.operator === "&&") {
        visitExpression(expression.left, isFile, out);
        visitExpression(expression.right, isFile, out);
      }
      return;
    default:
      return;
  }
}

/** Attributes of other tags must be absolute paths: a relative path has another meaning inside another component. */
function addIfFileName(text: string, span: Span, isFile: boolean, out: Dependency[]): void {
  if (FILE_NAME.test(text) && (isFile || text.startsWith("/"))) addFile(text, span, out);
}

function addFile(text: string, span: Span, out: Dependency[], base?: "page"): void {
  const specifier = text.trim();
  // A scheme (`https:`, `data:`, `cloud:`, `wxfile:`), a protocol-relative URL, or an empty string: not a project file.
  if (specifier === "" || specifier.startsWith("//") || /^[a-z][\w+.-]*:/i.test(specifier)) return;
  out.push(base ? { kind: "asset", specifier, span, base } : { kind: "asset", specifier, span });
}
