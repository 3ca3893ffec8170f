/**
 * A host written from docs/host.md, without the code of `src/runtime/host`. The numbers are those of "A run, step by
 * step". It has its own storage, network and dialogs, and no bars or animations.
 */
interface OwnHost {
  readonly calls: [service: string, argument: unknown][];
  readonly problems: unknown[];
  /** What `wx.setStorage` stores; outlives a run. */
  readonly stored: Map<string, object>;
  run(appOrigin: string, manifest: { appId: string; versionName: string; versionCode: number }): Promise<void>;
  emit(event: string, detail: unknown): void;
  end(): Promise<void>;
}

interface Message {
  readonly type: string;
  readonly id: number;
  readonly service: string;
  readonly argument: Record<string, never>;
}

interface OpenPage {
  readonly page: number;
  readonly path: string;
  readonly packages: readonly string[];
  readonly appSheet: boolean;
  readonly disableScroll: boolean;
  readonly background: { readonly color: string };
}

const host: OwnHost = { calls: [], problems: [], stored: new Map(), run, emit, end };
(globalThis as unknown as { host: OwnHost }).host = host;

/** Frames by page; 0 is the first one until its page opens. */
const frames = new Map<number, HTMLIFrameElement>();
/** Called when a script of a frame runs, by kind. */
const waiting = new Map<HTMLIFrameElement, Record<string, () => void>>();
let [base, origin] = ["", ""];
let port: MessagePort;
let app: { readonly packages: { name: string; root: string; pages: string[] }[]; readonly style?: string[] };
let first: ReturnType<typeof addFrame> | undefined;
let closed = (): void => {};

// 2. Messages count only from the app's origin and from frames of this host.
addEventListener("message", (event) => {
  const [number, frame] = [...frames].find(([, one]) => one.contentWindow === event.source) ?? [];
  if (event.origin !== origin || frame === undefined) return;
  const message = event.data as { readonly type: string; readonly kind: string };
  if (message.type === "miniapp-waits") waiting.get(frame)?.[message.kind]?.();
  else if (message.type === "miniapp-problem") host.problems.push([number, message]);
});

/** Adds a frame. The promises resolve when its scripts accept messages. */
function addFrame(number: number, name = ""): { readonly boot: Promise<Window>; readonly page: Promise<Window> } {
  const frame = document.createElement("iframe");
  frame.style.cssText = "position:fixed;inset:0;width:100%;height:100%;border:0";
  if (name !== "") frame.name = name;
  frame.src = `${base}page.html`;
  // A page is shown when it has been told what it is.
  frame.hidden = true;
  frames.set(number, frame);
  document.body.append(frame);
  const actions: Record<string, () => void> = {};
  waiting.set(frame, actions);
  const when = (kind: string): Promise<Window> =>
    new Promise((resolve) => (actions[kind] = () => resolve(frame.contentWindow as Window)));
  return { boot: when("boot"), page: when("page") };
}

async function run(appOrigin: string, manifest: Parameters<OwnHost["run"]>[1]): Promise<void> {
  [origin, base] = [appOrigin, `${appOrigin}/a/own/`];
  const read = async (path: string) => (await fetch(`/package/${path}`)).json() as Promise<object>;
  app = (await read("_miniapp/app.json")) as typeof app;
  const file = (root: string, name: string): string => `${root === "" ? "" : `${root}/`}_miniapp/${name}`;
  // 3. The first frame creates the Worker and gives it its port.
  const { port1, port2 } = new MessageChannel();
  port = port1;
  port.addEventListener("message", (event) => void receive(event.data as Message));
  port.start();
  first = addFrame(0, "boot");
  const boot = await first.boot;
  boot.postMessage({ type: "miniapp-boot", script: "worker", id: 0 }, origin, [port2]);
  // 4. `start`.
  const entries: [string, object][] = [];
  for (const p of app.packages) entries.push([p.name, await read(file(p.root, "entries.json"))]);
  port.postMessage({
    type: "start",
    app,
    entries: Object.fromEntries(entries),
    scripts: Object.fromEntries(app.packages.map((p) => [p.name, `${base}p/${file(p.root, "logic.js")}`])),
    base: `${base}p/`,
    identity: { ...manifest, mode: "" },
    launch: { path: app.packages[0]?.pages[0], query: {}, scene: 1001 },
    preloaded: {
      storage: [...host.stored],
      system: { platform: "ios", brand: "Own", model: "Phone" },
    },
  });
}

function emit(event: string, detail: unknown): void {
  port.postMessage({ type: "event", event, detail });
}

/** 5. Answers a call. */
async function receive(message: Message): Promise<void> {
  const { type, id, service, argument } = message;
  if (type === "problem") host.problems.push(["worker", message]);
  if (type !== "call") return;
  host.calls.push([service, argument]);
  const handler = services[service];
  try {
    if (!handler) throw new Error("not supported by this host");
    port.postMessage({ type: "result", id, value: await handler(argument as never) });
  } catch (error) {
    port.postMessage({ type: "failure", id, message: (error as Error).message });
  }
}

const services: Readonly<Record<string, (argument: never) => unknown>> = {
  "page.open": openPage,
  "page.close": ({ pages }: { pages: number[] }) => pages.forEach(closePage),
  "page.show": ({ page }: { page: number }) => show(page),
  "pages.closed": () => closed(),
  "storage.write": ({ clear, entries }: { clear: boolean; entries: [string, object | null][] }) => {
    if (clear) host.stored.clear();
    for (const [key, entry] of entries) {
      if (entry === null) host.stored.delete(key);
      else host.stored.set(key, entry);
    }
  },
  "network.request": async ({ url, method }: { url: string; method: string }) => {
    if (url !== "https://bank.example/rates") throw new Error("url not in domain list");
    const data = new TextEncoder().encode(JSON.stringify({ method, rate: 7 })).buffer;
    return { statusCode: 200, header: { "content-type": "application/json" }, cookies: [], data };
  },
  "ui.modal": ({ content }: { content: string }) => ({ confirm: content === "Pay?", cancel: content !== "Pay?" }),
};

/** 6. Opens a page: one channel between its frame and the Worker. */
async function openPage(page: OpenPage): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  port.postMessage({ type: "frame", page: page.page }, [port2]);
  const added = first ?? addFrame(page.page);
  const own = frames.get(0);
  if (first && own) frames.set(page.page, own);
  if (first) frames.delete(0);
  first = undefined;
  const frame = await added.page;
  const become = {
    type: "miniapp-page",
    page: page.page,
    path: page.path,
    packages: page.packages,
    appSheets: page.appSheet ? (app.style ?? []) : [],
    theme: "light",
    language: "en",
    disableScroll: page.disableScroll,
    background: page.background.color,
    safeArea: { top: 0, bottom: 0 },
  };
  frame.postMessage(become, origin, [port1]);
  show(page.page);
}

function show(page: number): void {
  for (const [number, frame] of frames) frame.hidden = number !== page;
}

/** The Workers end with the first frame, so that it stays. */
function closePage(page: number): void {
  const frame = frames.get(page);
  if (frame?.name === "boot") frame.contentWindow?.postMessage({ type: "miniapp-notice", closed: true }, origin);
  else frame?.remove();
}

/** 7. Ends the run. */
async function end(): Promise<void> {
  const whenClosed = new Promise<void>((resolve) => (closed = resolve));
  emit("appHide", { reason: 0 });
  emit("appClose", {});
  await whenClosed;
  for (const frame of frames.values()) frame.remove();
  frames.clear();
}
