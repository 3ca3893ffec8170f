/**
 * What the Worker knows of a page's `web-view`: the URL of the web page, and its messages. As in WeChat, the author gets
 * the messages in one event, when the mini-program's page is left or shared, or when the component is removed.
 */
import type { ComponentNode } from "../component/node.ts";
import { dispatch } from "../component/event.ts";
import type { ElementReference } from "../shadow-tree.ts";
import type { Page } from "./page.ts";

export interface WebViewState {
  element: ElementReference | undefined;
  /** Also the `webViewUrl` of `onShareAppMessage`. */
  url: string;
  readonly messages: unknown[];
}

/**
 * Handles the requests of a `web-view`: `act("webView", …)` with the `url` of its page, the `data` of a message, or
 * nothing once the component is removed.
 */
export function updateWebView(page: Page, element: ElementReference | undefined, argument: unknown): void {
  const given = argument as { readonly url?: unknown; readonly data?: unknown };
  const view = (page.webView ??= { element, url: "", messages: [] });
  if ("url" in given) Object.assign(view, { element, url: String(given.url) });
  else if ("data" in given) view.messages.push(given.data);
  else {
    raiseMessages(page);
    page.webView = undefined;
  }
}

export function raiseMessages({ webView }: Page): void {
  const data = webView?.messages.splice(0);
  if (!data?.length || !webView?.element) return;
  let top = webView.element.block;
  while (top.parent) top = top.parent;
  dispatch(top.key as ComponentNode, webView.element, "message", { data }, { composed: true, capturePhase: true });
}
