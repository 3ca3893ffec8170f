/** The Worker's side of single elements: canvases and component contexts. */
import type { WxApi } from "../api/index.ts";
import type { AppRuntimeOptions, Page } from "../logic/app/index.ts";
import type { ElementReference } from "../logic/index.ts";

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
