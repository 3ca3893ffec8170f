/**
 * Finds what an expression reads: the data paths whose change may change its value.
 *
 * `{{list[i].name}}` reads `i` and the path list → (value of i) → name. A read is shallow if only the value itself
 * matters and not its contents: in a condition, under `!`, in `===`. The result of a call depends on the paths of its
 * arguments.
 */
import type { Value } from "../ast.ts";
import type { Expression, MemberExpression } from "../expression-ast.ts";
import { constantOf, isModule, registerOf } from "./names.ts";
import type { Names } from "./names.ts";

export interface Read {
  readonly register: number;
  /** Keys below the register's value, outermost first. */
  readonly keys: readonly Expression[];
  readonly shallow: boolean;
}

// Counting loops here and in generate/: they run for every mustache of an app, mostly before the JIT has optimized
// them, and until then each step of an iterator allocates an object.

/** The reads of a text, attribute or condition in source order; may contain duplicates. */
export function readsOfValue(value: Value, names: Names, shallow: boolean): Read[] {
  const reads: Read[] = [];
  if (value.type === "expression") collectReads(value.expression, names, shallow, reads);
  else if (value.type === "concat") {
    for (let i = 0; i < value.parts.length; i++) {
      const part = value.parts[i] as string | Expression;
      if (typeof part !== "string") collectReads(part, names, false, reads);
    }
  }
  return reads;
}

/** The path of an expression that is nothing but a path; otherwise `undefined`. */
export function pathOf(expression: Expression, names: Names): Read | undefined {
  if (constantOf(expression, names) !== undefined) return undefined;
  let base = expression;
  while (base.type === "member") base = base.object;
  if (base.type !== "identifier" || isModule(names, base.name)) return undefined;
  return { register: registerOf(names, base.name), keys: keysOf(expression), shallow: false };
}

function keysOf(expression: Expression): readonly Expression[] {
  if (expression.type !== "member") return NO_KEYS;
  const keys: Expression[] = [expression.property];
  for (let base = expression.object; base.type === "member"; base = base.object) keys.push(base.property);
  return keys.length > 1 ? keys.reverse() : keys;
}

/**
 * Appends the reads of an expression to `into`.
 * @param shallow whether only the value itself matters and not its contents
 */
export function collectReads(expression: Expression, names: Names, shallow: boolean, into: Read[]): void {
  switch (expression.type) {
    case "literal":
      return;
    case "identifier":
      if (!isModule(names, expression.name)) {
        into.push({ register: registerOf(names, expression.name), keys: NO_KEYS, shallow });
      }
      return;
    case "member":
      return collectMember(expression, names, shallow, into);
    case "call":
      collectReads(expression.callee, names, true, into);
      for (let i = 0; i < expression.args.length; i++) {
        collectReads(expression.args[i] as Expression, names, false, into);
      }
      return;
    case "unary": {
      const { operator } = expression;
      const onlyItself = operator === "!" || operator === "typeof" || operator === "void";
      return collectReads(expression.operand, names, onlyItself, into);
    }
    case "binary": {
      const { operator } = expression;
      const identity = operator === "===" || operator === "!==";
      collectReads(expression.left, names, identity || operator === "&&" || (shallow && isLogical(operator)), into);
      return collectReads(expression.right, names, identity || (shallow && isLogical(operator)), into);
    }
    case "conditional":
      collectReads(expression.test, names, true, into);
      collectReads(expression.consequent, names, shallow, into);
      return collectReads(expression.alternate, names, shallow, into);
    case "array":
      for (const element of expression.elements) {
        if (element.type === "spread") collectReads(element.argument, names, false, into);
        else if (element.type !== "hole") collectReads(element, names, false, into);
      }
      return;
    case "object":
      for (const property of expression.properties) {
        collectReads(property.type === "spread" ? property.argument : property.value, names, false, into);
      }
  }
}

const NO_KEYS: readonly Expression[] = [];

function collectMember(expression: MemberExpression, names: Names, shallow: boolean, into: Read[]): void {
  if (constantOf(expression, names) !== undefined) return;
  let base: Expression = expression;
  while (base.type === "member") {
    if (base.property.type !== "literal") collectReads(base.property, names, false, into);
    base = base.object;
  }
  if (base.type !== "identifier") return collectReads(base, names, false, into);
  if (isModule(names, base.name)) return;
  into.push({ register: registerOf(names, base.name), keys: keysOf(expression), shallow });
}

function isLogical(operator: string): boolean {
  return operator === "&&" || operator === "||" || operator === "??";
}
