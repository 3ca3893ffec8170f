/**
 * Collects the tags that a template uses, without duplicates, with the position of their first use. The graph compares
 * them with the declarations.
 */
import type { Span } from "../source/text.ts";
import type { TemplateAst, TemplateNode } from "./ast.ts";

export interface TemplateTag {
  readonly tag: string;
  readonly place: Span;
}

export function templateTags(ast: TemplateAst): readonly TemplateTag[] {
  const tags = new Map<string, TemplateTag>();
  collect(ast.children, tags);
  for (const definition of ast.definitions) collect(definition.children, tags);
  return [...tags.values()];
}

function collect(nodes: readonly TemplateNode[], tags: Map<string, TemplateTag>): void {
  for (const node of nodes) {
    switch (node.type) {
      case "element":
        if (!tags.has(node.tag)) tags.set(node.tag, { tag: node.tag, place: node.tagSpan });
        // A generic names a component, like a tag does.
        for (const { tag, span } of node.generics)
          if (tag !== "" && !tags.has(tag)) tags.set(tag, { tag, place: span });
        collect(node.children, tags);
        break;
      case "if":
        for (const branch of node.branches) collect(branch.children, tags);
        break;
      case "for":
      case "slot":
        collect(node.children, tags);
        break;
      case "text":
      case "include":
      case "template-use":
        break;
    }
  }
}
