/**
 * Breaks the guards of compiled templates, one at a time. A broken guard still works when a block is created, but never
 * again. Each bit of a mask and each side of `||` is a separate guard. Skipped are guards without an effect: a row
 * whose index changed also counts as having another item, so the index's bit adds nothing to the item's bit.
 */
import { parseExpressionAt } from "acorn";
import type { AnyNode, CallExpression, Expression, FunctionExpression } from "acorn";

export interface Mutant {
  /** The broken guard, for messages. */
  readonly guard: string;
  readonly code: string;
}

export function mutantsOf(code: string): Mutant[] {
  const program = parseExpressionAt(code, 0, { ecmaVersion: 2020 });
  const edits: Edits = { list: [], indexes: indexBits(program) };
  visit(program, (node) => {
    if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== "b") return;
    const [, run, , , mask, loop] = node.arguments;
    if (run?.type === "FunctionExpression") collectStatements(run, edits);
    // The masks of a block matter only in loops.
    if (loop?.type !== "ArrayExpression" || !mask) return;
    collectBits(mask as Expression, edits);
    collectBits(loop.elements[3] as Expression, edits);
  });
  return edits.list.map(({ start, end, text }) => ({
    guard: `${code.slice(start, end)} → ${text} in ${code.slice(Math.max(0, start - 30), end + 50)}`,
    code: code.slice(0, start) + text + code.slice(end),
  }));
}

interface Edits {
  readonly list: Edit[];
  /** Bit of a loop's index → bit of its item. */
  readonly indexes: ReadonlyMap<number, number>;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function collectStatements(run: FunctionExpression, edits: Edits): void {
  for (const statement of run.body.body) {
    if (statement.type !== "ExpressionStatement" || statement.expression.type !== "LogicalExpression") continue;
    const { left, right } = statement.expression;
    if (right.type !== "CallExpression" || right.callee.type !== "Identifier") continue;
    collectGuard(left, edits);
    collectArguments(right.callee.name, right, edits);
  }
}

/** Guards among the arguments: of conditions, of lists, of a template's data. */
function collectArguments(name: string, call: CallExpression, edits: Edits): void {
  const args = call.arguments as Expression[];
  if (name === "I") {
    const chosen = args[3];
    const guarded = chosen?.type === "ConditionalExpression" && isMinusOne(chosen.alternate);
    if (guarded) collectGuard(chosen.test, edits);
  } else if (name === "F") {
    const change = args[4];
    if (change?.type === "AssignmentExpression") collectChange(change.right, edits);
  } else if (name === "T") {
    collectChange(args[5] as Expression, edits);
  }
}

function isMinusOne(node: Expression): boolean {
  return node.type === "UnaryExpression" && node.operator === "-";
}

function collectChange(node: Expression, edits: Edits): void {
  if (node.type === "ObjectExpression") {
    for (const property of node.properties) {
      if (property.type === "Property" && property.value.type !== "Literal")
        collectChange(property.value as Expression, edits);
    }
  } else if (node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "u") {
    for (const argument of node.arguments) collectChange(argument as Expression, edits);
  } else if (node.type === "ConditionalExpression") {
    collectGuard(node.test, edits);
    collectChange(node.alternate, edits);
  } else if (node.type === "UnaryExpression") {
    collectGuard(
      ((node.argument as Expression & { argument?: Expression }).argument ?? node.argument) as Expression,
      edits,
    );
  } else if (node.type !== "Literal") edits.list.push({ start: node.start, end: node.end, text: "(m<0||void 0)" });
}

function collectGuard(node: Expression, edits: Edits): void {
  if (node.type === "LogicalExpression" && node.operator === "||") {
    collectGuard(node.left, edits);
    collectGuard(node.right, edits);
  } else if (node.type === "BinaryExpression" && node.operator === "&") {
    for (const text of withoutEachBit(node.right, edits))
      edits.list.push({ start: node.start, end: node.end, text: `(m<0||m&${text})` });
  } else if (!(node.type === "BinaryExpression" && node.operator === "<")) {
    edits.list.push({ start: node.start, end: node.end, text: "m<0" });
  }
}

function collectBits(node: Expression, edits: Edits): void {
  for (const text of withoutEachBit(node, edits)) edits.list.push({ start: node.start, end: node.end, text });
}

function withoutEachBit(node: AnyNode, { indexes }: Edits): string[] {
  const mask = node.type === "Literal" ? (node.value as number) : 0;
  // The mask of an include covers everything, so it is broken as a whole.
  if (mask > 0x7fff0000) return ["0"];
  const out: string[] = [];
  for (let bit = 1; bit > 0 && bit <= mask; bit *= 2) {
    if ((mask & bit) !== 0 && (mask & (indexes.get(bit) ?? 0)) === 0) out.push(String(mask & ~bit));
  }
  return out;
}

function indexBits(program: AnyNode): Map<number, number> {
  const bits = new Map<number, number>();
  visit(program, (node) => {
    if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== "b") return;
    const loop = node.arguments[5];
    if (loop?.type !== "ArrayExpression") return;
    const [item, index] = loop.elements.map((element) => (element?.type === "Literal" ? (element.value as number) : 0));
    bits.set(1 << (index as number), 1 << (item as number));
  });
  return bits;
}

function visit(node: AnyNode, call: (node: AnyNode) => void): void {
  call(node);
  for (const value of Object.values(node) as unknown[]) {
    for (const inner of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(inner)) visit(inner, call);
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}
