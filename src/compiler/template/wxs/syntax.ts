/**
 * Syntax that is newer than wxs: everything that WeChat's compiler (wcc v0.5vv_20200413) rejects, found by trying each
 * construct with it.
 */
import type { AnyNode } from "acorn";

/** Describes a node that older hosts reject; `undefined` if the node itself is plain wxs. */
export function newerSyntaxOf(node: AnyNode, text: string): string | undefined {
  switch (node.type) {
    case "Identifier":
      return isOldName(node.name) ? undefined : "a name with `$` or a letter outside ASCII";
    case "Literal":
      if (node.regex) return "a regular expression literal";
      return typeof node.value === "string" || isOldNumber(node.raw ?? "") ? undefined : "a number in this notation";
    case "VariableDeclaration":
      return node.kind === "var" ? undefined : `\`${node.kind}\``;
    case "BinaryExpression":
      return NEWER_OPERATORS.has(node.operator) ? `the operator \`${node.operator}\`` : undefined;
    case "LogicalExpression":
    case "AssignmentExpression":
      return NEWER_OPERATORS.has(node.operator) ? `the operator \`${node.operator}\`` : undefined;
    case "Property":
      return newerProperty(node);
    case "DoWhileStatement":
      return text.charCodeAt(node.body.start) === 123 ? undefined : "`do` without braces";
    default:
      return NEWER_NODES[node.type];
  }
}

/** The end of the span that a diagnostic should underline: for statements, only the first word. */
export function endOfSyntax(node: AnyNode): number {
  switch (node.type) {
    case "VariableDeclaration":
      return node.start + node.kind.length;
    case "TryStatement":
    case "ForInStatement":
    case "ForOfStatement":
    case "NewExpression":
      return node.start + 3;
    case "ThrowStatement":
      return node.start + 5;
    case "DoWhileStatement":
      return node.start + 2;
    case "LabeledStatement":
      return node.label.end;
    default:
      return node.end;
  }
}

const NEWER_OPERATORS = new Set(["**", "??", "in", "instanceof", "**=", "||=", "&&=", "??="]);

const NEWER_NODES: Readonly<Record<string, string>> = {
  ArrowFunctionExpression: "an arrow function",
  TemplateLiteral: "a template string",
  ForInStatement: "`for … in`",
  ForOfStatement: "`for … of`",
  TryStatement: "`try`",
  ThrowStatement: "`throw`",
  NewExpression: "`new`",
  ChainExpression: "optional chaining",
  SpreadElement: "spread syntax",
  RestElement: "a rest element",
  ObjectPattern: "destructuring",
  ArrayPattern: "destructuring",
  LabeledStatement: "a label",
};

function newerProperty(node: Extract<AnyNode, { type: "Property" }>): string | undefined {
  if (node.kind !== "init") return "an accessor property";
  if (node.method) return "a method in an object";
  if (node.shorthand) return "a shorthand property";
  if (node.computed) return "a computed property name";
  if (node.key.type === "Literal" && typeof node.key.value === "number") return "a number as a property name";
  return undefined;
}

function isOldName(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    if (c === 36 || c > 127) return false;
  }
  return true;
}

/** Plain decimal notation: digits, and a dot that follows at least one of them. */
function isOldNumber(raw: string): boolean {
  return /^\d+(?:\.\d*)?$/.test(raw) || raw === "true" || raw === "false" || raw === "null";
}
