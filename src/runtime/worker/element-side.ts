/** The Worker's side of single elements: canvases, component contexts, and requests of components. */
import type { WxApi } from "../api/index.ts";
import type { AppRuntimeOptions, Page } from "../logic/app/index.ts";
import type { ElementReference } from "../logic/index.ts";
import type { HostLink } from "../services/index.ts";

type ElementOptions = Pick<AppRuntimeOptions, "elementNode" | "elementContext">;

/** @param api a function, because this and `wx` need each other: it is called only after both exist */
export function elementSide(api: () => WxApi): Required<ElementOptions> {
  const contextOf = (page: Page, element: ElementReference): object | undefined =>
    api().elementContext(element.skeleton[0], (method, values) => page.surface.invoke(element, method, values));
  return {
    elementNode: (page, element, fromFrame) =>
      api().canvasNodes.canvasOf(page.number, fromFrame) ?? contextOf(page, element),
    elementContext: contextOf,
  };
}

/** Answers requests of built-in components other than navigation and files. Rejects for unknown names. */
export async function answerComponent(link: HostLink, name: string): Promise<unknown> {
  // The policy of the page's frame decides which addresses a web-view may show.
  if (name === "webView") return undefined;
  if (name === "location") return link.call("device.location", { highAccuracy: false, timeout: 10_000 });
  throw new Error(`${name} is not supported`);
}
