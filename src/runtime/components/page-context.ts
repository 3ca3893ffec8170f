/** Where components find the frame they are in. Kept per document, so that tests may have frames of their own. */
import type { PageContext } from "./contract.ts";

const contexts = new WeakMap<Document, PageContext>();

/** To be called by the frame before the first component is defined. */
export function setPageContext(context: PageContext): void {
  contexts.set(document, context);
}

/** @throws Error before `setPageContext` was called */
export function pageContext(): PageContext {
  const context = contexts.get(document);
  if (context === undefined) throw new Error("no frame has introduced itself to its components");
  return context;
}
