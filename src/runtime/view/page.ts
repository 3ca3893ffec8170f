/**
 * Entry point of a page frame. The parent (a host page) sends a `BecomePage` with the Worker's port. Templates come
 * from `view/<package>.js` next to the frame's document; each calls `__miniapp_view__` with plain data.
 */
import type { InspectFrame, UpdateFrame, FrameUpdated } from "../preview-protocol.ts";
import type {
  BecomePage,
  FrameKeyboard,
  FrameNotice,
  FramePull,
  FrameShown,
  FrameWaits,
  PreparePage,
} from "../protocol-windows.ts";
import { defineBuiltIns } from "../components/index.ts";
import { PullDown } from "./events/pull.ts";
import { startFrame } from "./frame.ts";
import type { RunningFrame } from "./frame.ts";
import { preloadSheet } from "./sheets.ts";
import type { SoftKeyboard } from "./soft-keyboard.ts";
import { TemplateFiles } from "./template-files.ts";
import type { Templates } from "./template-files.ts";

/** Code that only a preview needs; loaded once. */
const loadPreview = (): Promise<typeof import("./preview.ts")> => import("./preview.ts");

type HostMessage = BecomePage | FrameNotice | PreparePage | UpdateFrame | InspectFrame;

listen();

function listen(): void {
  const own = new URL(".", location.href).href;
  let host = "";
  const templates = new TemplateFiles(own);
  const pull = new PullDown((message: FramePull) => parent.postMessage(message, host));
  let shown: Promise<ShownPage> | undefined;
  let keyboard: Promise<SoftKeyboard> | undefined;
  addEventListener("message", (event: MessageEvent<HostMessage>) => {
    // Accept messages only from the parent window.
    if (event.source !== parent) return;
    const { data, ports } = event;
    if (data.type === "miniapp-prepare" && host === "") {
      void templates.load(data.packages);
      // Loading one component loads its whole group. Errors are reported when the component is needed.
      if (data.builtIns) defineBuiltIns(["image"]).catch(() => {});
      for (const path of data.sheets) preloadSheet(`${own}p/`, path);
    }
    if (data.type === "miniapp-notice" && host !== "") {
      takeNotice(data, pull);
      if (data.softKeyboard !== undefined) {
        const height = Number(data.softKeyboard) || 0;
        const post = (message: FrameKeyboard): void => parent.postMessage(message, host);
        keyboard ??= loadPreview().then(({ createSoftKeyboard }) => createSoftKeyboard(post));
        void keyboard.then((one) => one.setHeight(height));
      }
      if (data.theme !== undefined) void shown?.then(({ frame }) => frame.setTheme());
    }
    if (data.type === "miniapp-inspect")
      void Promise.all([loadPreview(), shown]).then(([{ inspect }, page]) => inspect(data, page?.frame));
    if (data.type === "miniapp-update") {
      // A frame that is not a page yet will load the new files later anyway.
      void Promise.resolve(shown)
        .then(async (page) => page && (await page.frame.updates()).takeUpdate(data, page.templates, own))
        .then(() => {
          parent.postMessage({ type: "miniapp-updated", build: data.build } satisfies FrameUpdated, event.origin);
        });
    }
    if (data.type !== "miniapp-page" || host !== "" || !ports[0]) return;
    host = event.origin;
    const postShown = (): void => parent.postMessage({ type: "miniapp-shown" } satisfies FrameShown, host);
    shown = become(data, ports[0], own, pull, templates, postShown);
  });
  // The parent's origin is unknown here, and the message contains nothing secret.
  parent.postMessage({ type: "miniapp-waits", kind: "page" } satisfies FrameWaits, "*");
}

interface ShownPage {
  readonly frame: RunningFrame;
  readonly templates: Templates;
}

async function become(
  page: BecomePage,
  port: MessagePort,
  own: string,
  follower: PullDown,
  files: TemplateFiles,
  onShown: () => void,
): Promise<ShownPage> {
  const root = document.documentElement;
  root.dataset["theme"] = page.theme;
  root.dataset["page"] = String(page.page);
  root.lang = page.language;
  // Stylesheets use these in place of `env(safe-area-inset-…)`: the browser does not know the simulated device's
  // insets.
  for (const side of ["top", "bottom"] as const) {
    root.style.setProperty(`--safe-area-inset-${side}`, `${Number(page.safeArea[side]) || 0}px`);
  }
  if (page.componentStyle !== undefined) root.dataset["style"] = page.componentStyle;
  if (page.rootFontSize !== undefined) root.style.fontSize = page.rootFontSize;
  root.toggleAttribute("data-disable-scroll", page.disableScroll);
  await files.load(page.packages);
  // Try again if loading ahead failed.
  await files.load(page.packages);
  const templates = files.all;
  const frame = startFrame({
    port,
    files: `${own}p/`,
    path: page.path,
    skeleton: (module, index) => templates.get(module)?.[index],
    sheets: page.appSheets,
    build: page.build ?? 0,
    follower,
    onShown,
  });
  return { frame, templates };
}

function takeNotice({ theme, pullDown, keyboard, top, closed }: FrameNotice, pull: PullDown): void {
  if (closed) document.documentElement.innerHTML = "";
  if (top !== undefined) document.documentElement.dataset["top"] = String(top);
  if (theme !== undefined) document.documentElement.dataset["theme"] = theme;
  if (pullDown !== undefined) pull.isEnabled = pullDown.enabled;
  if (keyboard !== undefined) leaveField(keyboard);
}

function leaveField(how: "hide" | "confirm"): void {
  let field = document.activeElement;
  while (field?.shadowRoot?.activeElement) field = field.shadowRoot.activeElement;
  if (how === "confirm" && field instanceof HTMLInputElement)
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
  else (field as HTMLElement | null)?.blur();
}
