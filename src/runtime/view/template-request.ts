/** What a Worker asks for with `Op.template`, read without trust. */
import { OperationError } from "./problem.ts";
import type { SkeletonChild } from "./skeleton.ts";
import { partOf, wholeIndex } from "./skeleton-part.ts";
import { countSlots } from "./template-parts.ts";
import type { Template } from "./template-plan.ts";

export interface TemplateRequest {
  readonly number: number;
  readonly skeleton: readonly SkeletonChild[];
  /** How many slots its blocks have. */
  readonly slots: number;
  readonly directory: string;
  readonly scope: string;
  readonly global: boolean;
  /** Triples. */
  readonly hosts: readonly unknown[];
  readonly extras: readonly unknown[];
  /** Another template with this number, which nobody else has. */
  readonly tree: (number: number) => Template;
}

/**
 * @param operands of `Op.template`, in its order
 * @param find from the packages' files
 * @throws {OperationError} if they make no sense or there is no such skeleton
 */
export function readTemplate(
  operands: readonly unknown[],
  find: (module: string, index: number) => readonly SkeletonChild[] | undefined,
  tree: TemplateRequest["tree"],
): TemplateRequest {
  const [number, moduleName, index, scope, global, hosts, extras] = operands;
  if (!Number.isInteger(number)) throw new OperationError("a template has no number");
  const module = String(moduleName);
  const whole = find(module, wholeIndex(index));
  if (!whole) throw new OperationError(`the packages have no template ${module}:${String(index)}`);
  return {
    number: number as number,
    skeleton: partOf(whole, index),
    slots: countSlots(whole, 0, 0),
    directory: module.slice(0, module.lastIndexOf("/") + 1),
    scope: String(scope),
    global: global === 1,
    hosts: asArray(hosts),
    extras: asArray(extras),
    tree,
  };
}

export function asArray(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new OperationError("not a list");
  return value;
}
