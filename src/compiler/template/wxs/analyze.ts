/**
 * Walks the AST of a wxs module once and records everything that follows from it: its dependencies, the outside names
 * and newer syntax it uses, and the edits that isolate it from the page's JavaScript.
 *
 * The edits:
 * - `x.constructor` is a type's name in wxs (`"Array"`), so reading it becomes `$wxs.type(x)`;
 * - `__proto__` and similar are ordinary keys; with a `$` prefix they have no meaning for JavaScript;
 * - a computed key may be any of these, so it passes through `$wxs.key(…)` unless it is certainly a number;
 * - `this` of a plain call is undefined, never the global object;
 * - reserved words used as names are renamed.
 *
 * Node types that the walk does not know (classes, generators …) are rejected: unknown syntax must not pass.
 */
import type { AnyNode, CallExpression, Identifier, MemberExpression, Program, Property } from "acorn";
import {
  createAnalysis,
  FORBIDDEN_KEYS,
  insertCall,
  isSpace,
  keyName,
  recordFailure,
  recordLiteral,
  recordName,
  recordNewerSyntax,
  recordReference,
  recordUnsupported,
  operatorAt,
} from "./analysis.ts";
import type { Analysis } from "./analysis.ts";
import { createScope, declare } from "./scope.ts";
import type { Scope, Use } from "./scope.ts";

/**
 * Analyzes a module.
 * @param program its AST; offsets count from the beginning of `text`
 */
export function analyzeProgram(program: Program, text: string): Analysis {
  const analysis = createAnalysis(text);
  const scope = createScope(undefined, true);
  for (const statement of program.body) {
    recordFailure(statement, analysis);
    visit(statement, scope, analysis);
  }
  return analysis;
}

type Child = AnyNode | null | undefined;

function visitAll(nodes: readonly Child[], scope: Scope, analysis: Analysis): void {
  for (const node of nodes) visit(node, scope, analysis);
}

/** Visits an expression or statement. */
function visit(node: Child, scope: Scope, analysis: Analysis): void {
  if (!node) return;
  if (node.type === "Identifier") return refer(node, "read", scope, analysis);
  recordNewerSyntax(node, analysis);
  switch (node.type) {
    case "Literal":
      return recordLiteral(node, false, analysis);
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

/** Visits nodes that only contain others. */
function visitPlain(node: AnyNode, scope: Scope, analysis: Analysis): void {
  switch (node.type) {
    case "EmptyStatement":
      return;
    case "BreakStatement":
    case "ContinueStatement":
      if (node.label) recordName(node.label, false, analysis);
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
      recordName(node.label, false, analysis);
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
      recordUnsupported(`\`${node.type}\``, node, analysis);
  }
}

function refer(node: Identifier, use: Use, scope: Scope, analysis: Analysis): void {
  recordReference(node, use, scope, analysis);
  recordName(node, false, analysis);
}

function visitUnary(node: Extract<AnyNode, { type: "UnaryExpression" }>, scope: Scope, analysis: Analysis): void {
  const { argument, operator, start, end } = node;
  if (operator === "typeof" && argument.type === "Identifier") return refer(argument, "typeof", scope, analysis);
  if (operator !== "delete") return visit(argument, scope, analysis);
  // Deleting a variable does nothing, and in strict code it is a syntax error.
  if (argument.type === "Identifier") analysis.edits.push({ start, end, text: "false" });
  else visitTarget(argument, "write", scope, analysis);
}

function visitCall(node: CallExpression, scope: Scope, analysis: Analysis): void {
  const { callee } = node;
  if (callee.type === "Identifier" && callee.name === "require" && node.arguments.length === 1) {
    const argument = node.arguments[0];
    if (argument?.type === "Literal" && typeof argument.value === "string") {
      const span = { start: argument.start + 1, end: argument.end - 1 };
      analysis.requires.push({ kind: "wxs-require", specifier: argument.value, span });
      return visit(argument, scope, analysis);
    }
  }
  if (callee.type !== "MemberExpression") visit(callee, scope, analysis);
  else if (!node.optional && isNamed(callee, "toString") && visitToString(node, callee, scope, analysis)) return;
  else visitMember(callee, "call", scope, analysis);
  visitAll(node.arguments, scope, analysis);
}

/** `x.toString(…)` → `$wxs.toString(x, …)`, which returns `[function Function]` for a function instead of its code. */
function visitToString(node: CallExpression, callee: MemberExpression, scope: Scope, analysis: Analysis): boolean {
  const { text } = analysis;
  let open = callee.end;
  while (open < text.length && isSpace(text.charCodeAt(open))) open++;
  if (callee.optional || text.charCodeAt(open) !== 40) return false;
  if (callee.object.type === "Identifier" && callee.object.name === "super") return false;
  visit(callee.object, scope, analysis);
  const dot = operatorAt(text, callee.object.end);
  insertCall("$wxs.toString(", callee.start, analysis);
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
  else if (property.type === "Identifier") recordNewerSyntax(property, analysis);
  if (key === "constructor" && (use === "read" || use === "call")) {
    const dot = operatorAt(text, object.end);
    insertCall("$wxs.type(", node.start, analysis);
    edits.push({ start: dot, end: node.end, text: text.charCodeAt(dot) === 63 ? ", true)" : ")" });
  } else if (FORBIDDEN_KEYS.has(key) || (key === "constructor" && use === "update")) {
    const dot = operatorAt(text, object.end);
    edits.push({ start: dot, end: node.end, text: `${text.charCodeAt(dot) === 63 ? "?." : ""}["$${key}"]` });
  }
}

/** The key if it is known at compile time: `.name`, `["name"]`. Numbers are harmless and count as known. */
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
  insertCall(double ? "$wxs.key((" : "$wxs.key(", key.start, analysis);
  analysis.edits.push({ start: key.end, end: key.end, text: double ? "))" : ")", after: true });
}

function visitProperty(node: Property, scope: Scope, analysis: Analysis): void {
  recordNewerSyntax(node, analysis);
  const { key, value, shorthand, computed } = node;
  if (shorthand && value.type === "Identifier") {
    recordReference(value, "read", scope, analysis);
    return recordName(value, true, analysis);
  }
  if (computed) visit(key, scope, analysis);
  else if (key.type === "Literal") recordLiteral(key, true, analysis);
  else if (key.type === "Identifier") recordNewerSyntax(key, analysis);
  if (!computed && !node.method && keyName(key) === "__proto__") {
    analysis.edits.push({ start: key.start, end: key.end, text: '"$__proto__"' });
  }
  visit(value, scope, analysis);
}

type FunctionNode = Extract<
  AnyNode,
  { type: "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression" }
>;

function visitFunction(node: FunctionNode, scope: Scope, analysis: Analysis): void {
  if (node.async || node.generator) {
    recordUnsupported(node.async ? "an async function" : "a generator", node, analysis);
  }
  let inner = createScope(scope, true);
  if (node.type === "FunctionDeclaration" && node.id) {
    // In sloppy code, a function in a block is also a variable of the enclosing function.
    declare(scope, node.id.name, true);
    declare(scope, node.id.name, false);
    recordName(node.id, false, analysis);
  } else if (node.type === "FunctionExpression" && node.id) {
    inner.names.add(node.id.name);
    recordName(node.id, false, analysis);
    inner = createScope(inner, true);
  }
  if (node.type !== "ArrowFunctionExpression") inner.names.add("arguments");
  const seen = new Set<string>();
  for (const parameter of node.params) {
    if (parameter.type === "Identifier") {
      if (seen.has(parameter.name)) {
        recordUnsupported(`a second parameter \`${parameter.name}\``, parameter, analysis);
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
    recordNewerSyntax(pattern, analysis);
    declare(scope, pattern.name, hoisted);
    recordName(pattern, false, analysis);
  } else visitPattern(pattern, (leaf) => bind(leaf, hoisted, scope, analysis), scope, analysis);
}

function visitPattern(node: AnyNode, leaf: (node: AnyNode) => void, scope: Scope, analysis: Analysis): void {
  recordNewerSyntax(node, analysis);
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
  else if (key.type === "Literal") recordLiteral(key, true, analysis);
  if (unsafe) analysis.edits.push({ start: key.start, end: key.end, text: `"$${name}"` });
  leaf(value);
}
