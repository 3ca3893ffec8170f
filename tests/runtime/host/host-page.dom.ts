/** Functions in the test's host page, which tests call by name. */
import type { MiniApp, MountOptions } from "../../../src/runtime/host/index.ts";

interface TestWindow {
  mountMiniApp?(element: Element, options: MountOptions): Promise<MiniApp>;
  app?: MiniApp;
  events: [string, unknown][];
  openApp(id: string, options: MountOptions): Promise<void>;
  forge(origin: string): Promise<void>;
}

const page = globalThis as unknown as TestWindow;
page.events = [];

page.openApp = async (id, options) => {
  const { mountMiniApp } = (await import(`${location.origin}/host.js`)) as Required<Pick<TestWindow, "mountMiniApp">>;
  const element = document.querySelector("#app");
  if (!element) throw new Error("no element");
  const app = await mountMiniApp(element, {
    served: id,
    animations: false,
    theme: "light",
    ...options,
    package: `/packages/${id}.mapkg`,
  });
  for (const name of ["log", "problem", "page", "close"] as const) {
    app.on(name, (detail) => void page.events.push([name, detail]));
  }
  page.app = app;
};

/** Sends messages from the host's own window, and adds a frame of the app's origin that the host did not create. */
page.forge = async (url) => {
  postMessage({ type: "miniapp-pull", phase: "end", distance: 200 }, "*");
  postMessage({ type: "miniapp-problem", id: 0, message: "forged" }, "*");
  const stranger = document.createElement("iframe");
  const loaded = new Promise((resolve) => stranger.addEventListener("load", resolve));
  stranger.src = url;
  document.body.append(stranger);
  await loaded;
};
