/** Warnings about what an author's code does, for the console. A file of its own, because correct code never needs it. */
import type { ComponentNode } from "./node.ts";

/** @param place what the message is about; `""` if the message says that itself */
export function warn({ space, definition }: ComponentNode, message: string, place = definition.id): void {
  space.templates.report({ severity: "warning", message, place });
}

/**
 * A template or definition names a method that does not exist; in WeChat's words.
 *
 * @param use what the method is for: `handle event "tap"`
 */
export function warnNoMethod(node: ComponentNode, name: unknown, use: string): void {
  warn(node, `Component "${node.definition.id}" does not have a method "${String(name)}" to ${use}.`, "");
}
