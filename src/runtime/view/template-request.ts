/** Validates the operands of a Worker's `Op.template`. */
import { OperationError } from "./problem.ts";
import type { SkeletonChild } from "./skeleton.ts";
import { partOf, wholeIndex } from "./skeleton-part.ts";
import { countSlots } from "./template-parts.ts";
import type { Template } from "./template-plan.ts";

export interface TemplateRequest {
  readonly number: number;
  readonly skeleton: readonly SkeletonChild[];
  /** Number of slots in its blocks. */
  readonly slots: number;
  readonly directory: string;
  readonly scope: string;
  readonly global: boolean;
  /** Triples, see `Op.template`. */
  readonly hosts: readonly unknown[];
  readonly extras: readonly unknown[];
  /**
   * Builds another template by its number, for a block created with this one. Each call returns a template of its own.
   */
  readonly tree: (number: number) => Template;
}

/**
 * @param operands operands of `Op.template`, in order
 * @param find finds a skeleton in the packages' files
 * @throws {OperationError} if they are invalid or there is no such skeleton
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
