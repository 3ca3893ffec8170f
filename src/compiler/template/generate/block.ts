/** Generates code for one block: a function whose statements fill the slots, each under its guard. */
import { bitOf, maskOf, printGuard, printGuardOperand, printMask, printChange, ANY_MASK } from "./guard.ts";
import { printKey, printObject, printValue } from "./expression.ts";
import type { ExpressionContext } from "./expression.ts";
import { constantOf, isModule, visibleLoops } from "../analyze/names.ts";
import { collectReads, pathOf, readsOfValue } from "../analyze/reads.ts";
import type { Read } from "../analyze/reads.ts";
import type { Value } from "../ast.ts";
import type { Expression, ObjectExpression } from "../expression-ast.ts";
import type { Binding, BlockPlan, ForBinding, IfBinding, IncludeBinding, TemplateBinding } from "../transform/plan.ts";
import { printModels } from "./model.ts";
import type { ModuleWriter } from "./writer.ts";

export interface BlockCode {
  /** The name of the block's variable. */
  readonly name: string;
  /** Mask of all names that the block reads, including inner blocks. */
  readonly mask: number;
}

/**
 * Generates a block, after the blocks inside it.
 * @param loop set if the block is the body of this loop
 */
export function generateBlock(plan: BlockPlan, out: ModuleWriter, loop?: ForBinding): BlockCode {
  const context: ExpressionContext = { names: plan.names, positionOf: out.positionOf };
  const marks: number[] = [];
  const piece: Piece = { code: "", marks, context, out };
  let mask = 0;
  let places = "";
  for (let slot = 0; slot < plan.bindings.length; slot++) {
    const binding = plan.bindings[slot] as Binding;
    const offset = offsetOf(binding);
    if (out.isMapped) piece.marks.push(piece.code.length, offset);
    if (slot > 0) places += " ";
    places += out.positionOf(offset);
    const names = plan.others?.[slot];
    piece.context = names ? { ...context, names } : context;
    mask |= generateBinding(binding, slot, piece);
  }
  const slots = plan.bindings.length;
  const name = out.nextBlock();
  const skeleton = JSON.stringify(plan.skeleton);
  out.skeletons.push(skeleton);
  if (slots === 0 && !loop) {
    out.addPiece(`${name}=b(${skeleton})`, "", "", piece.marks);
    return { name, mask };
  }
  let tail = `},"${places}",${slots},${mask}`;
  if (loop) {
    const { itemRegister, indexRegister } = loop.loop;
    const outer = withoutLoop(mask, loop);
    tail += `,[${itemRegister},${indexRegister},${JSON.stringify(loop.key)},${outer}]`;
  }
  const models = printModels(plan, out.positionOf);
  if (models !== "") tail += (loop ? "" : ",0") + models;
  tail += ")";
  out.addPiece(`${name}=b(${skeleton},function(S,o,m,v,c,h){`, piece.code, tail, piece.marks);
  return { name, mask };
}

interface Piece {
  code: string;
  /** Pairs: offset in the code, offset in the WXML. */
  readonly marks: number[];
  context: ExpressionContext;
  readonly out: ModuleWriter;
}

/** Generates one statement; returns the binding's mask. */
function generateBinding(binding: Binding, slot: number, piece: Piece): number {
  switch (binding.type) {
    case "text":
      return generateSetter("x", binding.value, slot, piece);
    case "attribute":
      return generateSetter("s", binding.value, slot, piece);
    case "if":
      return generateIf(binding, slot, piece);
    case "for":
      return generateFor(binding, slot, piece);
    case "template":
      return generateTemplateUse(binding, slot, piece);
    case "include":
      return generateInclude(binding, slot, piece);
  }
}

function generateSetter(setter: "x" | "s", value: Value, slot: number, piece: Piece): number {
  const { context } = piece;
  const reads = readsOfValue(value, context.names, false);
  piece.code += `${printGuardOperand(reads, context)}&&${setter}(S,o,${slot},${printValue(value, context)});`;
  return maskOf(reads);
}

function generateIf({ branches }: IfBinding, slot: number, piece: Piece): number {
  const { context } = piece;
  const reads: Read[] = [];
  let inner = 0;
  let chosen = "";
  let hasElse = false;
  for (let i = 0; i < branches.length; i++) {
    const { condition, block } = branches[i] as IfBinding["branches"][number];
    const { name, mask } = generateBlock(block, piece.out);
    inner |= mask;
    if (!condition) {
      chosen += name;
      hasElse = true;
      break;
    }
    const asked = readsOfValue(condition, context.names, true);
    for (let j = 0; j < asked.length; j++) reads.push(asked[j] as Read);
    chosen += `${printTest(condition, context)}?${name}:`;
  }
  if (!hasElse) chosen += "0";
  const own = maskOf(reads);
  const mask = own | inner;
  const guard = printGuard(reads, context);
  // Evaluate the conditions again only if something they read has changed.
  const choice = guard === printMask(mask) ? chosen : `${guard}?${chosen}:-1`;
  piece.code += `${printMask(mask)}&&I(S,o,${slot},${choice},m);`;
  return mask;
}

/** Prints a condition. As on WeChat, a wxs function that is only named, not called, counts as false. */
function printTest(condition: Value, context: ExpressionContext): string {
  const test = printValue(condition, context, 4);
  let base = condition.type === "expression" ? condition.expression : undefined;
  while (base?.type === "member") base = base.object;
  const isOfModule = base?.type === "identifier" && isModule(context.names, base.name);
  return isOfModule ? `typeof(h=${test})!="function"&&h` : test;
}

function generateFor(binding: ForBinding, slot: number, piece: Piece): number {
  const { context } = piece;
  const { name, mask: inner } = generateBlock(binding.block, piece.out, binding);
  const reads = readsOfValue(binding.list, context.names, false);
  const mask = maskOf(reads) | withoutLoop(inner, binding);
  const change = printListChange(binding.list, reads, context);
  const list = printValue(binding.list, context, 6);
  piece.code += `${printMask(mask)}&&F(S,o,${slot},${name},h=${change},h&&${list},m);`;
  return mask;
}

function printListChange(list: Value, reads: readonly Read[], context: ExpressionContext): string {
  return list.type === "expression" ? printChangeOf(list.expression, context) : `!!(${printGuard(reads, context)})`;
}

/**
 * Prints what changed in an expression's value. Only a path can have changes below it; any other expression has changed
 * as a whole or not at all.
 */
function printChangeOf(expression: Expression, context: ExpressionContext): string {
  const path = pathOf(expression, context.names);
  if (!path) {
    const reads: Read[] = [];
    collectReads(expression, context.names, false, reads);
    return `!!(${printGuard(reads, context)})`;
  }
  const keys: Read[] = [];
  for (const key of path.keys) if (key.type !== "literal") collectReads(key, context.names, false, keys);
  const change = printChange(path, context);
  // With another key, it is another value.
  return keys.length === 0 ? change : `${printGuardOperand(keys, context)}?true:${change}`;
}

function generateTemplateUse({ is, data }: TemplateBinding, slot: number, piece: Piece): number {
  const { context } = piece;
  const reads = readsOfValue(is, context.names, true);
  if (data) collectReads(data, context.names, false, reads);
  const object = data && asObject(data);
  const values = object ? printObject(object, context, "{__proto__:null") : "0";
  const changes = object ? printDataChange(object, context) : "0";
  const mask = maskOf(reads);
  piece.code += `${printMask(mask)}&&T(S,o,${slot},${printValue(is, context)},${values},${changes},m);`;
  return mask;
}

function asObject(data: Expression): ObjectExpression {
  if (data.type === "object") return data;
  const { span } = data;
  return { type: "object", properties: [{ type: "spread", argument: data, span }], span };
}

/** Prints what changed in a template's data, by key: `{a:…}`, or `u({…},…)` if there are spreads. */
function printDataChange({ properties }: ObjectExpression, context: ExpressionContext): string {
  const parts: string[] = [];
  let keys = "";
  for (const property of properties) {
    if (property.type === "spread") {
      if (keys !== "") parts.push(`{__proto__:null${keys}}`);
      keys = "";
      parts.push(printChangeOf(property.argument, context));
    } else if (!isFixed(property.value, context)) {
      keys += `,${printKey(property.key)}:${printChangeOf(property.value, context)}`;
    }
  }
  if (keys !== "") parts.push(`{__proto__:null${keys}}`);
  if (parts.length === 0) return "0";
  return parts.length === 1 && keys !== "" ? (parts[0] as string) : `u(${parts.join()})`;
}

function isFixed(value: Expression, { names }: ExpressionContext): boolean {
  return constantOf(value, names) !== undefined || (value.type === "identifier" && isModule(names, value.name));
}

function generateInclude({ src }: IncludeBinding, slot: number, piece: Piece): number {
  const loops = JSON.stringify(visibleLoops(piece.context.names));
  // It is not known here what the included file reads.
  piece.code += `${printMask(ANY_MASK)}&&N(S,o,${slot},${JSON.stringify(src)},${piece.out.constant(loops)},m);`;
  return ANY_MASK;
}

/** The mask of a loop's body as seen from outside. The shared bit stays, because it may stand for other names too. */
function withoutLoop(mask: number, { loop }: ForBinding): number {
  let own = 0;
  if (loop.itemRegister < 30) own |= bitOf(loop.itemRegister);
  if (loop.indexRegister < 30) own |= bitOf(loop.indexRegister);
  return mask & ~own;
}

/** The offset in the WXML at which a binding's expression begins. */
function offsetOf(binding: Binding): number {
  switch (binding.type) {
    case "text":
    case "attribute":
      return valueOffset(binding.value);
    case "if": {
      const condition = binding.branches[0]?.condition;
      return condition ? valueOffset(condition) : binding.offset;
    }
    case "include":
      return binding.offset;
    case "for":
      return valueOffset(binding.list);
    case "template":
      return valueOffset(binding.is);
  }
}

function valueOffset(value: Value): number {
  if (value.type === "expression") return value.expression.span.start;
  if (value.type === "static") return value.span.start;
  const first = value.parts.find((part) => typeof part !== "string");
  return first && typeof first !== "string" ? first.span.start : value.span.start;
}
