/**
 * Collects what other files must provide for a template, without duplicates, with the position of the first use: tags,
 * which the graph compares with the declarations, and methods that handle events.
 */
import type { Span } from "../source/text.ts";
import type { EventBinding, TemplateAst, TemplateNode } from "./ast.ts";

export interface TemplateTag {
  readonly tag: string;
  readonly place: Span;
}

export interface HandlerUse {
  readonly name: string;
  readonly place: Span;
  /** The binding also stops the event, so it has an effect without a method. */
  readonly stops?: true;
}

export interface TemplateUses {
  readonly tags: readonly TemplateTag[];
  /**
   * Methods whose names are plain text. Without those in `<template name>`, which belong to whichever page or component
   * uses the definition.
   */
  readonly handlers: readonly HandlerUse[];
}

interface Collected {
  readonly tags: Map<string, TemplateTag>;
  readonly handlers: Map<string, HandlerUse> | undefined;
}

export function templateUses(ast: TemplateAst): TemplateUses {
  const tags = new Map<string, TemplateTag>();
  const handlers = new Map<string, HandlerUse>();
  collect(ast.children, { tags, handlers });
  for (const definition of ast.definitions) collect(definition.children, { tags, handlers: undefined });
  return { tags: [...tags.values()], handlers: [...handlers.values()] };
}

function collect(nodes: readonly TemplateNode[], uses: Collected): void {
  const { tags, handlers } = uses;
  for (const node of nodes) {
    switch (node.type) {
      case "element":
        if (!tags.has(node.tag)) tags.set(node.tag, { tag: node.tag, place: node.tagSpan });
        // A generic names a component, like a tag does.
        for (const { tag, span } of node.generics)
          if (tag !== "" && !tags.has(tag)) tags.set(tag, { tag, place: span });
        if (handlers) for (const event of node.events) addHandler(event, handlers);
        collect(node.children, uses);
        break;
      case "if":
        for (const branch of node.branches) collect(branch.children, uses);
        break;
      case "for":
      case "slot":
        collect(node.children, uses);
        break;
      case "text":
      case "include":
      case "template-use":
        break;
    }
  }
}

/** `catchtouchmove="true"` and the like only stop the event. */
const noMethod: ReadonlySet<string> = new Set(["true", "false", "null", "undefined", "none", "noop", "return", "void"]);

function addHandler({ handler, stop, mut }: EventBinding, handlers: Map<string, HandlerUse>): void {
  if (handler?.type !== "static" || !/^[A-Za-z_$][\w$]*$/.test(handler.text) || noMethod.has(handler.text)) return;
  const { text: name, span: place } = handler;
  const known = handlers.get(name);
  if (known && !(known.stops && !stop && !mut)) return;
  handlers.set(name, stop || mut ? { name, place, stops: true } : { name, place });
}
