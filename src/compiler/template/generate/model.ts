/**
 * What `model:` binds: where the runtime writes the value that a component or a user gives back.
 *
 * A field of the component's data is written as its name. A longer path (`{{a.b}}`, `{{list[i].x}}`, an item of a loop) is
 * a function: where it leads depends on the values of the registers. Anything else binds one way, as does a branch of a
 * condition that is no path (`{{a ? b : 1}}`).
 */
import { isModule } from "../analyze/names.ts";
import type { Names } from "../analyze/names.ts";
import type { Expression } from "../expression-ast.ts";
import type { BlockPlan } from "../transform/plan.ts";
import { printExpression } from "./expression.ts";
import type { PositionOf } from "./expression.ts";

/** The last arguments of a block's declaration: its bound fields and paths by slot; `""` without any. */
export function printModels({ bindings, names, others }: BlockPlan, placeOf: PositionOf): string {
  let fields = "";
  let paths = "";
  for (let slot = 0; slot < bindings.length; slot++) {
    const binding = bindings[slot];
    if (binding?.type !== "attribute" || !binding.isModel || binding.value.type !== "expression") continue;
    const { expression } = binding.value;
    const path = printPath(expression, others?.[slot] ?? names, placeOf);
    if (path === undefined) continue;
    if (expression.type === "identifier" && path === JSON.stringify(expression.name)) fields += `,${slot}:${path}`;
    else paths += `,${slot}:function(S,v){return[${path}]}`;
  }
  if (paths !== "") return `,${fields === "" ? 0 : `{${fields.slice(1)}}`},{${paths.slice(1)}}`;
  return fields === "" ? "" : `,{${fields.slice(1)}}`;
}

/**
 * The keys from the component's data to the value, comma-separated; `undefined` for a value that is not in the data. The
 * first key is null while a condition selects such a value.
 */
function printPath(expression: Expression, names: Names, placeOf: PositionOf): string | undefined {
  if (expression.type === "identifier") return printName(expression.name, names, placeOf);
  if (expression.type === "member") {
    const object = printPath(expression.object, names, placeOf);
    return object && `${object},${printExpression(expression.property, { names, positionOf: placeOf }, LIST_ITEM)}`;
  }
  if (expression.type !== "conditional") return undefined;
  const consequent = printPath(expression.consequent, names, placeOf);
  const alternate = printPath(expression.alternate, names, placeOf);
  const test = printExpression(expression.test, { names, positionOf: placeOf }, OPERAND);
  return consequent || alternate ? `...${test}?[${consequent ?? null}]:[${alternate ?? null}]` : undefined;
}

function printName(name: string, names: Names, placeOf: PositionOf): string | undefined {
  const { registers } = names;
  if (isModule(names, name)) return undefined;
  for (let frame = names.loop; frame; frame = frame.outer) {
    if (frame.index === name) return undefined;
    if (frame.item !== name) continue;
    if (frame.list?.type !== "expression") return undefined;
    const list = printPath(frame.list.expression, { registers, loop: frame.outer }, placeOf);
    return list && `${list},v[${frame.indexRegister}]`;
  }
  // In a definition it need not be the field that the user of the definition gave. WeChat's engines write it all the same.
  return JSON.stringify(name);
}

// How tightly an expression has to bind, as in expression.ts.
const LIST_ITEM = 3;
const OPERAND = 4;
