/**
 * Replaces the logic Worker in tests of the host: records the host's messages, and makes the calls that tests request.
 */
import { listenTo, startWorker } from "../../../src/runtime/worker/start.ts";

startWorker(({ start, host }) => {
  const events: unknown[] = [];
  const ports = new Map<number, { postMessage(message: unknown): void }>();
  const open = (page: number, how: string, more: object = {}): Promise<void> =>
    host.link.call("page.open", {
      page,
      path: start.launch.path,
      query: {},
      how,
      packages: ["main"],
      bar: {
        title: `Page ${page}`,
        background: "#ededed",
        color: "black",
        style: "default",
        loading: false,
        homeButton: false,
      },
      background: { color: "#ffffff", topColor: "#ffffff", bottomColor: "#ffffff", textStyle: "dark" },
      isTab: false,
      canGoBack: page > 1,
      enablePullDown: true,
      orientation: "portrait",
      disableScroll: false,
      appSheet: true,
      ...more,
    } as never);
  for (const name of [
    "pageBack",
    "tabTap",
    "pullDown",
    "homeTap",
    "scrollToTop",
    "themeChange",
    "pageResize",
  ] as const) {
    host.link.on(name, (detail) => void events.push([name, detail]));
  }
  host.link.on("appClose", () => void host.link.call("pages.closed", {}));
  void open(1, "launch").then(() => host.send({ type: "log", level: "log", values: ["launched"] }));
  return {
    define() {},
    worker() {},
    uncaught: (error) => host.send({ type: "problem", message: String(error), stack: "", during: "fake" }),
    rejected() {},
    frame(page, port) {
      ports.set(page, port);
      // Tests send their requests through the page's port.
      listenTo(port, ({ data }) => {
        const [service, argument, more] = data as [string, never, object];
        const done =
          service === "open"
            ? open((argument as { page: number }).page, "navigate", more)
            : host.link.call(service as never, argument);
        void done.then(
          (value: unknown) => port.postMessage(["result", value, events.splice(0)]),
          (error: unknown) => port.postMessage(["failure", (error as Error).message, events.splice(0)]),
        );
      });
      port.postMessage(["hello", page]);
    },
  };
});
