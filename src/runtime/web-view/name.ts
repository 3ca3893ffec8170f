/** The name of the window in which a `web-view` shows a page: the page can tell from it that it is in a mini-program. */
export const webViewName = "miniapp-web-view";
