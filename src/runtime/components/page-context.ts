/** How components find their frame. Stored per document, so that tests can have frames of their own. */
import type { PageContext } from "./contract.ts";

const contexts = new WeakMap<Document, PageContext>();

/** The frame calls this before it defines the first component. */
export function setPageContext(context: PageContext): void {
  contexts.set(document, context);
}

/** @throws Error if `setPageContext` has not been called */
export function pageContext(): PageContext {
  const context = contexts.get(document);
  if (context === undefined) throw new Error("no page context");
  return context;
}
