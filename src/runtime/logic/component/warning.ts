/** Console warnings about the author's code. In a file of its own, because correct code never loads it. */
import type { ComponentNode } from "./node.ts";

/** @param place what the message is about; `""` if the message itself says that */
export function warn({ space, definition }: ComponentNode, message: string, place = definition.id): void {
  space.templates.report({ severity: "warning", message, place });
}

/**
 * A template or definition names a method that does not exist. The message is WeChat's.
 *
 * @param use what the method is for: `handle event "tap"`
 */
export function warnNoMethod(node: ComponentNode, name: unknown, use: string): undefined {
  warn(node, `Component "${node.definition.id}" does not have a method "${String(name)}" to ${use}.`, "");
}
