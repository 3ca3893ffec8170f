/**
 * Walks the syntax tree of a wxs module once and writes down everything that follows from it: what it requires, which
 * outside names it uses, which newer syntax, and the edits that close it off from the page's JavaScript.
 *
 * The edits:
 * - `x.constructor` is a type's name in wxs (`"Array"`), so reading it becomes `$wxs.type(x)`;
 * - `__proto__`, `caller` and the like are ordinary keys; with a `$` in front they mean nothing to JavaScript;
 * - a computed key may be any of these, so it passes through `$wxs.key(…)`, unless it is certainly a number;
 * - `this` of a plain call is undefined, never the global object;
 * - reserved words used as names get another name.
 *
 * Node types that are not in the walk (classes, generators …) are refused: what is not known is not let through.
 */
import type { AnyNode, CallExpression, Identifier, Literal, MemberExpression, Program, Property } from "acorn";
import type { Dependency } from "../../source/language.ts";
import type { Span } from "../../source/text.ts";
import { RESERVED_NAMES } from "./parser.ts";
import { createScope, declare } from "./scope.ts";
import type { Reference, Scope, Use } from "./scope.ts";
import { newerSyntaxOf } from "./syntax.ts";
import type { WxsEdit } from "./ast.ts";

export interface Analysis {
  readonly text: string;
  readonly edits: WxsEdit[];
  readonly references: Reference[];
  readonly requires: Dependency[];
  readonly verbatim: Span[];
  /** Every identifier that occurs as a name, to choose new names that clash with none. */
  readonly names: Set<string>;
  readonly renames: RenameSite[];
  readonly newer: Finding[];
  readonly unsupported: Finding[];
  /** `require` that is no call with one string. */
  readonly looseRequires: Span[];
  /** Statements at the module's top that always throw, with the name that must be undefined for it, if any. */
  readonly failures: { readonly span: Span; readonly unless?: string }[];
}

export interface Finding {
  readonly what: string;
  readonly span: Span;
}

export interface RenameSite {
  readonly name: string;
  readonly span: Span;
  /** In `{class}` the key must stay. */
  readonly shorthand: boolean;
}

export function analyzeProgram(program: Program, text: string): Analysis {
  const analysis: Analysis = {
    text,
    edits: [],
    references: [],
    requires: [],
    verbatim: [],
    names: new Set(),
    renames: [],
    newer: [],
    unsupported: [],
    looseRequires: [],
    failures: [],
  };
  const scope = createScope(undefined, true);
  scope.names.add("module").add("require");
  for (const statement of program.body) {
    noteFailure(statement, analysis);
    visit(statement, scope, analysis);
  }
  return analysis;
}

/** Keys that lead out of the module in JavaScript, and mean nothing in wxs. */
const FORBIDDEN_KEYS = new Set([
  "__proto__",
  "caller",
  "callee",
  "__defineGetter__",
  "__defineSetter__",
  "__lookupGetter__",
  "__lookupSetter__",
]);

type Child = AnyNode | null | undefined;

function visitAll(nodes: readonly Child[], scope: Scope, analysis: Analysis): void {
  for (const node of nodes) visit(node, scope, analysis);
}

/** Expressions and statements. */
function visit(node: Child, scope: Scope, analysis: Analysis): void {
  if (!node) return;
  const newer = newerSyntaxOf(node, analysis.text);
  if (newer !== undefined) analysis.newer.push({ what: newer, span: { start: node.start, end: node.end } });
  switch (node.type) {
    case "Identifier":
      return refer(node, "read", scope, analysis);
    case "Literal":
      return visitLiteral(node, analysis);
    case "MemberExpression":
      return visitMember(node, "read", scope, analysis);
    case "CallExpression":
      return visitCall(node, scope, analysis);
    case "AssignmentExpression":
      visitTarget(node.left, node.operator === "=" ? "write" : "update", scope, analysis);
      return visit(node.right, scope, analysis);
    case "UpdateExpression":
      return visitTarget(node.argument, "update", scope, analysis);
    case "UnaryExpression":
      return visitUnary(node, scope, analysis);
    case "ThisExpression":
      analysis.edits.push({ start: node.start, end: node.end, text: "$wxs.self(this)" });
      return;
    case "ObjectExpression":
      for (const property of node.properties) {
        if (property.type === "Property") visitProperty(property, scope, analysis);
        else visit(property, scope, analysis);
      }
      return;
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return visitFunction(node, scope, analysis);
    case "VariableDeclaration":
      for (const { id, init } of node.declarations) {
        bind(id, node.kind === "var", scope, analysis);
        visit(init, scope, analysis);
      }
      return;
    case "BlockStatement":
      return visitAll(node.body, createScope(scope, false), analysis);
    case "SwitchStatement":
      visit(node.discriminant, scope, analysis);
      return visitAll(node.cases, createScope(scope, false), analysis);
    case "ForStatement": {
      const inner = createScope(scope, false);
      return visitAll([node.init, node.test, node.update, node.body], inner, analysis);
    }
    case "ForInStatement":
    case "ForOfStatement": {
      const inner = createScope(scope, false);
      if (node.left.type === "VariableDeclaration") visit(node.left, inner, analysis);
      else visitTarget(node.left, "write", inner, analysis);
      return visitAll([node.right, node.body], inner, analysis);
    }
    case "CatchClause": {
      const inner = createScope(scope, false);
      if (node.param) bind(node.param, false, inner, analysis);
      return visit(node.body, inner, analysis);
    }
    default:
      return visitPlain(node, scope, analysis);
  }
}

/** Nodes that only hold others. */
function visitPlain(node: AnyNode, scope: Scope, analysis: Analysis): void {
  switch (node.type) {
    case "EmptyStatement":
    case "BreakStatement":
    case "ContinueStatement":
      return;
    case "TemplateElement":
      analysis.verbatim.push({ start: node.start, end: node.end });
      return;
    case "ExpressionStatement":
    case "ChainExpression":
      return visit(node.expression, scope, analysis);
    case "ReturnStatement":
    case "ThrowStatement":
    case "SpreadElement":
      return visit(node.argument, scope, analysis);
    case "LabeledStatement":
      return visit(node.body, scope, analysis);
    case "IfStatement":
    case "ConditionalExpression":
      return visitAll([node.test, node.consequent, node.alternate], scope, analysis);
    case "SwitchCase":
      visit(node.test, scope, analysis);
      return visitAll(node.consequent, scope, analysis);
    case "TryStatement":
      return visitAll([node.block, node.handler, node.finalizer], scope, analysis);
    case "WhileStatement":
      return visitAll([node.test, node.body], scope, analysis);
    case "DoWhileStatement":
      return visitAll([node.body, node.test], scope, analysis);
    case "BinaryExpression":
    case "LogicalExpression":
      return visitAll([node.left, node.right], scope, analysis);
    case "ArrayExpression":
      return visitAll(node.elements, scope, analysis);
    case "SequenceExpression":
      return visitAll(node.expressions, scope, analysis);
    case "NewExpression":
      return visitAll([node.callee, ...node.arguments], scope, analysis);
    case "TaggedTemplateExpression":
      return visitAll([node.tag, node.quasi], scope, analysis);
    case "TemplateLiteral":
      // In source order, because `verbatim` must be.
      node.quasis.forEach((quasi, i) => visitAll([quasi, node.expressions[i]], scope, analysis));
      return;
    default:
      analysis.unsupported.push({ what: `\`${node.type}\``, span: { start: node.start, end: node.end } });
  }
}

function refer(node: Identifier, use: Use, scope: Scope, analysis: Analysis): void {
  const span = { start: node.start, end: node.end };
  analysis.references.push({ name: node.name, use, span, scope });
  if (node.name === "require") analysis.looseRequires.push(span);
  noteName(node, false, analysis);
}

function noteName(node: Identifier, shorthand: boolean, analysis: Analysis): void {
  const { name, start, end } = node;
  analysis.names.add(name);
  if (RESERVED_NAMES.has(name) || name === "$wxs") analysis.renames.push({ name, span: { start, end }, shorthand });
}

function visitLiteral(node: Literal, analysis: Analysis): void {
  const { start, end, raw = "" } = node;
  if (typeof node.value === "string") {
    analysis.verbatim.push({ start, end });
    // Octal escapes and numbers are errors in strict code, where the module may end up.
    if (raw.includes("\\") && /\\(?:[1-9]|0[0-9])/.test(raw.replace(/\\\\/g, ""))) {
      analysis.edits.push({ start, end, text: JSON.stringify(node.value) });
    }
  } else if (node.regex) analysis.verbatim.push({ start, end });
  else if (typeof node.value === "number" && /^0\d/.test(raw)) {
    analysis.edits.push({ start, end, text: String(node.value) });
  }
}

function visitUnary(node: Extract<AnyNode, { type: "UnaryExpression" }>, scope: Scope, analysis: Analysis): void {
  const { argument, operator, start, end } = node;
  if (operator === "typeof" && argument.type === "Identifier") return refer(argument, "typeof", scope, analysis);
  if (operator !== "delete") return visit(argument, scope, analysis);
  // Deleting a variable does nothing, and strict code refuses to parse it.
  if (argument.type === "Identifier") analysis.edits.push({ start, end, text: "false" });
  else visitTarget(argument, "write", scope, analysis);
}

function visitCall(node: CallExpression, scope: Scope, analysis: Analysis): void {
  const { callee } = node;
  if (callee.type === "Identifier" && callee.name === "require" && node.arguments.length === 1) {
    const argument = node.arguments[0];
    if (argument?.type === "Literal" && typeof argument.value === "string") {
      const span = { start: argument.start + 1, end: argument.end - 1 };
      analysis.requires.push({ kind: "wxs", specifier: argument.value, span });
      return visit(argument, scope, analysis);
    }
  }
  if (callee.type !== "MemberExpression") visit(callee, scope, analysis);
  else if (!node.optional && isNamed(callee, "toString") && visitToString(node, callee, scope, analysis)) return;
  else visitMember(callee, "call", scope, analysis);
  visitAll(node.arguments, scope, analysis);
}

/** `x.toString(…)` → `$wxs.toString(x, …)`: a function says `[function Function]`, not its code. */
function visitToString(node: CallExpression, callee: MemberExpression, scope: Scope, analysis: Analysis): boolean {
  const { text } = analysis;
  let open = callee.end;
  while (open < text.length && isSpace(text.charCodeAt(open))) open++;
  if (callee.optional || text.charCodeAt(open) !== 40) return false;
  if (callee.object.type === "Identifier" && callee.object.name === "super") return false;
  visit(callee.object, scope, analysis);
  const dot = operatorAt(text, callee.object.end);
  analysis.edits.push({ start: callee.start, end: callee.start, text: "$wxs.toString(" });
  analysis.edits.push({ start: dot, end: open + 1, text: node.arguments.length > 0 ? ", " : "" });
  visitAll(node.arguments, scope, analysis);
  return true;
}

function visitTarget(node: AnyNode, use: "write" | "update", scope: Scope, analysis: Analysis): void {
  switch (node.type) {
    case "Identifier":
      return refer(node, "write", scope, analysis);
    case "MemberExpression":
      return visitMember(node, use, scope, analysis);
    case "ObjectPattern":
    case "ArrayPattern":
    case "AssignmentPattern":
    case "RestElement":
      return visitPattern(node, (leaf) => visitTarget(leaf, use, scope, analysis), scope, analysis);
    default:
      return visit(node, scope, analysis);
  }
}

type MemberUse = "read" | "write" | "update" | "call";

function visitMember(node: MemberExpression, use: MemberUse, scope: Scope, analysis: Analysis): void {
  const { object, property } = node;
  const { text, edits } = analysis;
  visit(object, scope, analysis);
  const key = staticKey(node);
  if (key === undefined) return wrapKey(property, scope, analysis);
  if (node.computed) visit(property, scope, analysis);
  else if (property.type === "Identifier") noteOddName(property, analysis);
  if (key === "constructor" && (use === "read" || use === "call")) {
    const dot = operatorAt(text, object.end);
    edits.push({ start: node.start, end: node.start, text: "$wxs.type(" });
    edits.push({ start: dot, end: node.end, text: text.charCodeAt(dot) === 63 ? ", true)" : ")" });
  } else if (FORBIDDEN_KEYS.has(key) || (key === "constructor" && use === "update")) {
    const dot = operatorAt(text, object.end);
    edits.push({ start: dot, end: node.end, text: `${text.charCodeAt(dot) === 63 ? "?." : ""}["$${key}"]` });
  }
}

/** The key if it is known here: `.name`, `["name"]`; numbers need no care and count as known. */
function staticKey({ computed, property }: MemberExpression): string | undefined {
  if (!computed) return property.type === "Identifier" ? property.name : "";
  if (property.type === "Literal" && !property.regex) return String(property.value);
  if (property.type === "UpdateExpression") return "0";
  if (property.type === "BinaryExpression" && NUMERIC_OPERATORS.has(property.operator)) return "0";
  return undefined;
}

const NUMERIC_OPERATORS = new Set(["-", "*", "/", "%", "&", "|", "^", "<<", ">>", ">>>"]);

function isNamed(node: MemberExpression, name: string): boolean {
  return !node.computed && node.property.type === "Identifier" && node.property.name === name;
}

function wrapKey(key: AnyNode, scope: Scope, analysis: Analysis): void {
  visit(key, scope, analysis);
  const double = key.type === "SequenceExpression";
  analysis.edits.push({ start: key.start, end: key.start, text: double ? "$wxs.key((" : "$wxs.key(" });
  analysis.edits.push({ start: key.end, end: key.end, text: double ? "))" : ")", after: true });
}

function visitProperty(node: Property, scope: Scope, analysis: Analysis): void {
  const newer = newerSyntaxOf(node, analysis.text);
  if (newer !== undefined) analysis.newer.push({ what: newer, span: { start: node.start, end: node.end } });
  const { key, value, shorthand, computed } = node;
  if (shorthand && value.type === "Identifier") {
    const span = { start: value.start, end: value.end };
    analysis.references.push({ name: value.name, use: "read", span, scope });
    if (value.name === "require") analysis.looseRequires.push(span);
    return noteName(value, true, analysis);
  }
  if (computed) visit(key, scope, analysis);
  else if (key.type === "Literal") visitLiteral(key, analysis);
  else if (key.type === "Identifier") noteOddName(key, analysis);
  if (!computed && !node.method && keyName(key) === "__proto__") {
    analysis.edits.push({ start: key.start, end: key.end, text: '"$__proto__"' });
  }
  visit(value, scope, analysis);
}

function keyName(key: AnyNode): string {
  return key.type === "Identifier" ? key.name : key.type === "Literal" ? String(key.value) : "";
}

/** A property's name is no reference, but older hosts refuse `$` and letters outside ASCII in it all the same. */
function noteOddName(node: Identifier, analysis: Analysis): void {
  const newer = newerSyntaxOf(node, analysis.text);
  if (newer !== undefined) analysis.newer.push({ what: newer, span: { start: node.start, end: node.end } });
}

type FunctionNode = Extract<
  AnyNode,
  { type: "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression" }
>;

function visitFunction(node: FunctionNode, scope: Scope, analysis: Analysis): void {
  if (node.async || node.generator) {
    const what = node.async ? "an async function" : "a generator";
    analysis.unsupported.push({ what, span: { start: node.start, end: node.end } });
  }
  let inner = createScope(scope, true);
  if (node.type === "FunctionDeclaration" && node.id) {
    // A function in a block is also a variable of the function around it (sloppy code).
    declare(scope, node.id.name, true);
    declare(scope, node.id.name, false);
    noteName(node.id, false, analysis);
  } else if (node.type === "FunctionExpression" && node.id) {
    inner.names.add(node.id.name);
    noteName(node.id, false, analysis);
    inner = createScope(inner, true);
  }
  if (node.type !== "ArrowFunctionExpression") inner.names.add("arguments");
  const seen = new Set<string>();
  for (const parameter of node.params) {
    if (parameter.type === "Identifier") {
      if (seen.has(parameter.name)) {
        analysis.unsupported.push({ what: `a second parameter \`${parameter.name}\``, span: parameter });
      }
      seen.add(parameter.name);
    }
    bind(parameter, false, inner, analysis);
  }
  if (node.body.type === "BlockStatement") visitAll(node.body.body, inner, analysis);
  else visit(node.body, inner, analysis);
}

/** Declares the names of a pattern. */
function bind(pattern: AnyNode, hoisted: boolean, scope: Scope, analysis: Analysis): void {
  if (pattern.type === "Identifier") {
    noteOddName(pattern, analysis);
    declare(scope, pattern.name, hoisted);
    noteName(pattern, false, analysis);
  } else visitPattern(pattern, (leaf) => bind(leaf, hoisted, scope, analysis), scope, analysis);
}

function visitPattern(node: AnyNode, leaf: (node: AnyNode) => void, scope: Scope, analysis: Analysis): void {
  const newer = newerSyntaxOf(node, analysis.text);
  if (newer !== undefined) analysis.newer.push({ what: newer, span: { start: node.start, end: node.end } });
  switch (node.type) {
    case "AssignmentPattern":
      leaf(node.left);
      return visit(node.right, scope, analysis);
    case "RestElement":
      return leaf(node.argument);
    case "ArrayPattern":
      for (const element of node.elements) if (element) leaf(element);
      return;
    case "ObjectPattern":
      for (const property of node.properties) {
        if (property.type === "RestElement") leaf(property);
        else visitPatternProperty(property, leaf, scope, analysis);
      }
      return;
    default:
      return leaf(node);
  }
}

type PatternProperty = Extract<Extract<AnyNode, { type: "ObjectPattern" }>["properties"][number], { type: "Property" }>;

function visitPatternProperty(
  property: PatternProperty,
  leaf: (node: AnyNode) => void,
  scope: Scope,
  analysis: Analysis,
): void {
  const { key, value, computed, shorthand } = property;
  const name = keyName(key);
  const unsafe = !computed && (name === "constructor" || FORBIDDEN_KEYS.has(name));
  if (shorthand) {
    const target = value.type === "AssignmentPattern" ? value.left : value;
    if (unsafe) analysis.edits.push({ start: key.start, end: key.start, text: `"$${name}": ` });
    leaf(target);
    const last = analysis.renames.at(-1);
    if (last && last.span.start === target.start) {
      analysis.renames[analysis.renames.length - 1] = { ...last, shorthand: !unsafe };
    }
    if (value.type === "AssignmentPattern") visit(value.right, scope, analysis);
    return;
  }
  if (computed) wrapKey(key, scope, analysis);
  else if (key.type === "Literal") visitLiteral(key, analysis);
  if (unsafe) analysis.edits.push({ start: key.start, end: key.end, text: `"$${name}"` });
  leaf(value);
}

/** A `throw` at the module's top, or a pattern there that takes apart what is certainly undefined. */
function noteFailure(statement: AnyNode, analysis: Analysis): void {
  if (statement.type === "ThrowStatement") analysis.failures.push({ span: statement });
  if (statement.type !== "VariableDeclaration") return;
  for (const { id, init } of statement.declarations) {
    if (id.type !== "ObjectPattern" && id.type !== "ArrayPattern") continue;
    if (init?.type === "Identifier") analysis.failures.push({ span: init, unless: init.name });
    else if (init?.type === "Literal" && init.value === null && !init.regex) analysis.failures.push({ span: init });
  }
}

/** Where the `.`, `?.` or `[` of a member stands: behind its object, white space, comments and closing brackets. */
function operatorAt(text: string, from: number): number {
  let i = from;
  for (;;) {
    const c = text.charCodeAt(i);
    if (c === 47 && text.charCodeAt(i + 1) === 42) i = text.indexOf("*/", i) + 2;
    else if (c === 47) i = text.indexOf("\n", i) + 1;
    else if (c === 41 || isSpace(c)) i++;
    else return i;
  }
}

function isSpace(c: number): boolean {
  return c <= 32 || c === 0xa0 || c === 0xfeff || c === 0x2028 || c === 0x2029;
}
