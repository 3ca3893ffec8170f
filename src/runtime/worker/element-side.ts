/** What the Worker's side has for single elements of pages: canvases, contexts, and what components ask for. */
import type { WxApi } from "../api/index.ts";
import type { AppRuntimeOptions, Page } from "../logic/app/index.ts";
import type { ElementReference } from "../logic/index.ts";
import type { HostLink } from "../services/index.ts";

type ElementOptions = Pick<AppRuntimeOptions, "elementNode" | "elementContext">;

/** @param api is asked for later than this: both need each other */
export function elementSide(api: () => WxApi): Required<ElementOptions> {
  const contextOf = (page: Page, element: ElementReference): object | undefined =>
    api().elementContext(element.skeleton[0], (method, values) => page.surface.invoke(element, method, values));
  return {
    elementNode: (page, element, fromFrame) =>
      api().canvasNodes.canvasOf(page.number, fromFrame) ?? contextOf(page, element),
    elementContext: contextOf,
  };
}

/** Answers what built-in components ask for, beyond routing and files. Rejects for what it does not know. */
export async function answerComponent(link: HostLink, name: string): Promise<unknown> {
  // Which addresses a web-view may show, the policy of the page's frame says.
  if (name === "webView") return undefined;
  if (name === "location") return link.call("device.location", { highAccuracy: false, timeout: 10_000 });
  throw new Error(`${name} is not supported`);
}
