/** Events of the host page that the app receives: visibility and size. */
import type { PageStack } from "./page-stack.ts";
import type { Run } from "./run.ts";

/** Sends `appHide` and `appShow` when the host page is hidden or shown. Returns a function that stops it. */
export function watchVisibility(emit: Run["emit"], stack: PageStack, scene: number): () => void {
  const changed = (): void => {
    const page = stack.current?.opened;
    if (!page) return;
    // Report the front page, so that returning does not navigate elsewhere.
    if (document.visibilityState === "hidden") emit("appHide", { reason: 0 });
    else emit("appShow", { path: page.path, query: page.query, scene });
  };
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
}

/** Sends size changes of the app's element. Returns a function that stops it. */
export function watchSize(element: HTMLElement, stack: PageStack, emit: Run["emit"]): () => void {
  let last = `${element.clientWidth}x${element.clientHeight}`;
  const observer = new ResizeObserver(() => {
    const { clientWidth: screenWidth, clientHeight: screenHeight } = element;
    if (last === `${screenWidth}x${screenHeight}`) return;
    last = `${screenWidth}x${screenHeight}`;
    const view = stack.current;
    if (!view?.opened) return;
    emit("pageResize", {
      page: view.opened.page,
      size: {
        windowWidth: view.frame.clientWidth,
        windowHeight: view.frame.clientHeight,
        screenWidth,
        screenHeight,
      },
      deviceOrientation: screenWidth > screenHeight ? "landscape" : "portrait",
    });
  });
  observer.observe(element);
  return () => observer.disconnect();
}
