/**
 * Entry of a page frame. The frame's parent (a host page) sends a `BecomePage` with the Worker's port; templates come
 * from `view/<package>.js` beside the frame's document, each of which calls `__miniapp_view__` with plain data.
 */
import { viewCall } from "../protocol.ts";
import type { BecomePage, FrameNotice, FramePull, FrameWaits } from "../protocol.ts";
import { PullDown } from "./events/pull.ts";
import { startFrame } from "./frame.ts";
import type { SkeletonChild } from "./skeleton.ts";

type Templates = ReadonlyMap<string, readonly (readonly SkeletonChild[])[]>;

listen();

function listen(): void {
  const own = new URL(".", location.href).href;
  let host = "";
  const pull = new PullDown((message: FramePull) => parent.postMessage(message, host));
  addEventListener("message", (event: MessageEvent<BecomePage | FrameNotice>) => {
    // Only the window around this one has anything to say here.
    if (event.source !== parent) return;
    const { data, ports } = event;
    if (data.type === "miniapp-notice" && host !== "") takeNotice(data, pull);
    if (data.type !== "miniapp-page" || host !== "" || !ports[0]) return;
    host = event.origin;
    void become(data, ports[0], own, pull);
  });
  // Whoever is around may be anywhere; there is nothing secret in it.
  parent.postMessage({ type: "miniapp-waits", kind: "page" } satisfies FrameWaits, "*");
}

async function become(page: BecomePage, port: MessagePort, own: string, follower: PullDown): Promise<void> {
  const root = document.documentElement;
  root.dataset["theme"] = page.theme;
  if (page.rootFontSize !== undefined) root.style.fontSize = page.rootFontSize;
  root.toggleAttribute("data-disable-scroll", page.disableScroll);
  const templates = await loadTemplates(page.packages, own);
  startFrame({
    port,
    files: `${own}p/`,
    skeleton: (module, index) => templates.get(module)?.[index],
    sheets: page.appSheets,
    follower,
  });
}

function takeNotice({ theme, pullDown }: FrameNotice, pull: PullDown): void {
  if (theme !== undefined) document.documentElement.dataset["theme"] = theme;
  if (pullDown !== undefined) pull.isEnabled = pullDown.enabled;
}

/** A package whose templates cannot be had leaves its blocks out; the Worker hears of each when it names one. */
async function loadTemplates(packages: readonly string[], own: string): Promise<Templates> {
  const all = new Map<string, readonly (readonly SkeletonChild[])[]>();
  Object.defineProperty(window, viewCall, {
    value: (_name: string, templates: Readonly<Record<string, readonly (readonly SkeletonChild[])[]>>) => {
      for (const [module, skeletons] of Object.entries(templates)) all.set(module, skeletons);
    },
  });
  await Promise.all(
    packages.map(
      (name) =>
        new Promise<void>((resolve) => {
          const script = document.createElement("script");
          script.onload = script.onerror = () => resolve();
          script.src = `${own}view/${encodeURIComponent(name)}.js`;
          document.head.append(script);
        }),
    ),
  );
  return all;
}
