/** Answers selector queries: positions and properties of elements. */
import type { NodeReference, QueryItem, QueryMessage, QueryResult } from "../protocol.ts";
import type { BuiltInElement } from "../components/contract.ts";
import { hyphenated } from "../components/author-style.ts";

export type ElementOf = (reference: NodeReference) => HTMLElement | undefined;

/** The result is null for a node that is not in the document. */
export function answerQuery({ id, items }: QueryMessage, elementOf: ElementOf): QueryResult {
  const results = items.map((item) => {
    if (item.nodes === "viewport") return [viewportFields(item)];
    return item.nodes.map((reference) => {
      const element = elementOf(reference);
      return element?.isConnected ? fieldsOf(element, item) : null;
    });
  });
  return { type: "queried", id, results };
}

function fieldsOf(element: HTMLElement & Partial<BuiltInElement>, item: QueryItem): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  if (item.rect || item.size) {
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
    if (item.rect) Object.assign(fields, { left, top, right, bottom });
    if (item.size) Object.assign(fields, { width, height });
  }
  if (item.scrollOffset) {
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight } = element;
    // A component may scroll an inner element.
    Object.assign(fields, { scrollLeft, scrollTop, scrollWidth, scrollHeight }, element.scrollOffset?.());
  }
  for (const name of item.properties ?? []) {
    const value = element.queryProperty?.(name);
    if (value !== undefined) fields[name] = value;
  }
  if (item.computedStyle && item.computedStyle.length > 0) {
    const style = getComputedStyle(element);
    for (const name of item.computedStyle) fields[name] = style.getPropertyValue(hyphenated(name));
  }
  if (item.node) fields["node"] = element.queryNode?.() ?? null;
  return fields;
}

function viewportFields(item: QueryItem): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const [width, height] = [innerWidth, innerHeight];
  if (item.rect) Object.assign(fields, { left: 0, top: 0, right: width, bottom: height });
  if (item.size) Object.assign(fields, { width, height });
  if (item.scrollOffset) {
    const { scrollWidth, scrollHeight } = document.documentElement;
    Object.assign(fields, { scrollLeft: scrollX, scrollTop: scrollY, scrollWidth, scrollHeight });
  }
  return fields;
}

/** Finds the values in an answer that must be transferred instead of cloned, such as a canvas. */
export function transferables(value: unknown): Transferable[] {
  const found: Transferable[] = [];
  const visit = (one: unknown, depth: number): void => {
    if (typeof one !== "object" || one === null || depth > 4) return;
    if (isTransferable(one)) found.push(one);
    else for (const inner of Object.values(one)) visit(inner, depth + 1);
  };
  visit(value, 0);
  return found;
}

function isTransferable(value: object): value is Transferable {
  return value instanceof OffscreenCanvas || value instanceof MessagePort || value instanceof ImageBitmap;
}
