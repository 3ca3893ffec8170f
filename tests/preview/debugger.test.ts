/** Chrome DevTools, driven over the DevTools protocol: source maps with original file names, and breakpoints. */
import type { TraceMap } from "@jridgewell/trace-mapping";
import { FlattenMap, generatedPositionFor, originalPositionFor } from "@jridgewell/trace-mapping";
import type { CDPSession } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPreview } from "./preview-process.ts";
import type { PreviewProject, Shown } from "./preview-process.ts";
import { sendRaw } from "./raw-request.ts";

const payTs = `interface Money { readonly amount: number }

export function pay(money: Money): number {
  const doubled = money.amount * 2;
  return doubled;
}
`;

let project: PreviewProject;
let shown: Shown;
let close: () => Promise<void>;
let worker: WorkerTarget;

beforeAll(async () => {
  ({ project, shown, close } = await openPreview({
    "app.json": JSON.stringify({ pages: ["pages/home/home"] }),
    "app.js": "App({});\n",
    "lib/pay.ts": payTs,
    "pages/home/home.ts": `import { pay } from "../../lib/pay";
Page({ data: { paid: 0 }, pay() { this.setData({ paid: pay({ amount: 21 }) }); } });
`,
    "pages/home/home.wxml": '<view id="pay" bindtap="pay">paid {{paid}}</view>\n',
  }));
  await shown.frame("pages/home/home");
  worker = await attachToWorker(await shown.browser.newBrowserCDPSession());
  await worker.send("Debugger.enable");
});

afterAll(() => close?.());

interface Script {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL: string;
}

interface Paused {
  readonly callFrames: readonly {
    readonly callFrameId: string;
    readonly functionName: string;
    readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number };
  }[];
}

interface WorkerTarget {
  send(method: string, params?: object): Promise<Record<string, unknown>>;
  /** Resolves with the first matching event, whether already received or still to come. */
  event<T>(method: string, matches?: (params: T) => boolean): Promise<T>;
}

/** Attaches a separate CDP session to the app's Worker. */
async function attachToWorker(browser: CDPSession): Promise<WorkerTarget> {
  const { targetInfos } = await browser.send("Target.getTargets", { filter: [{ type: "worker" }] });
  expect(targetInfos).toHaveLength(1);
  const targetId = targetInfos[0]?.targetId ?? "";
  const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: false });
  const answers = new Map<number, (result: Record<string, unknown>) => void>();
  const events: { readonly method: string; readonly params: unknown }[] = [];
  const waiting = new Set<() => void>();
  browser.on("Target.receivedMessageFromTarget", ({ message }) => {
    const told = JSON.parse(message) as {
      id?: number;
      method?: string;
      params?: unknown;
      result?: object;
      error?: object;
    };
    if (told.id !== undefined) answers.get(told.id)?.({ ...told.result, ...(told.error ? { error: told.error } : {}) });
    else events.push({ method: told.method ?? "", params: told.params });
    for (const look of waiting) look();
  });
  let last = 0;
  return {
    async send(method, params = {}) {
      const id = ++last;
      const answer = new Promise<Record<string, unknown>>((resolve) => answers.set(id, resolve));
      await browser.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method, params }) });
      const result = await answer;
      if (result["error"] !== undefined) throw new Error(`${method}: ${JSON.stringify(result["error"])}`);
      return result;
    },
    event: <T>(method: string, matches: (params: T) => boolean = () => true) =>
      new Promise<T>((resolve) => {
        const look = (): void => {
          const at = events.findIndex((one) => one.method === method && matches(one.params as T));
          if (at < 0) return;
          waiting.delete(look);
          resolve(events.splice(at, 1)[0]?.params as T);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** DevTools fetch the source map themselves, not through the Worker, as if its URL had been typed. */
async function sourceMapOf({ url, sourceMapURL }: Script): Promise<TraceMap> {
  const { port, host, pathname } = new URL(sourceMapURL, url);
  const headers = [`Host: ${host}`, "Sec-Fetch-Site: none", "Connection: close"];
  const { status, body } = await sendRaw(Number(port), [`GET ${pathname} HTTP/1.1`, ...headers]);
  expect(status).toBe(200);
  return new FlattenMap(body);
}

/** Sets a breakpoint in lib/pay.ts and taps the page's element. @returns where it paused, and the value of `name` */
async function stopAt(script: Script, line: number, name: string): Promise<readonly unknown[]> {
  const map = await sourceMapOf(script);
  expect(map.sources).toContain("lib/pay.ts");
  const generated = generatedPositionFor(map, { source: "lib/pay.ts", line, column: 2 });
  const { breakpointId, locations } = await worker.send("Debugger.setBreakpointByUrl", {
    url: script.url,
    lineNumber: (generated.line ?? 0) - 1,
    columnNumber: generated.column,
  });
  expect(locations).toHaveLength(1);
  const home = await shown.frame("pages/home/home");
  await home.click("#pay");
  const { callFrames } = await worker.event<Paused>("Debugger.paused");
  const [top] = callFrames;
  if (!top) throw new Error("there is no frame");
  const { lineNumber, columnNumber } = top.location;
  const place = originalPositionFor(map, { line: lineNumber + 1, column: columnNumber });
  const { callFrameId } = top;
  const { result } = await worker.send("Debugger.evaluateOnCallFrame", { callFrameId, expression: name });
  await worker.send("Debugger.removeBreakpoint", { breakpointId });
  await worker.send("Debugger.resume");
  return [top.functionName, place.source, place.line, (result as { value: unknown }).value];
}

test("the app's script maps to its sources, and a breakpoint in one of them is hit", async () => {
  const script = await worker.event<Script>("Debugger.scriptParsed", ({ url }) => url.endsWith("/_miniapp/logic.js"));
  const map = await sourceMapOf(script);
  expect(map.sources).toEqual(expect.arrayContaining(["app.js", "lib/pay.ts", "pages/home/home.ts"]));
  expect(map.sourcesContent?.[map.sources.indexOf("lib/pay.ts")]).toBe(payTs);
  expect(await stopAt(script, 5, "doubled")).toEqual(["pay", "lib/pay.ts", 5, 42]);
  const home = await shown.frame("pages/home/home");
  await expect.poll(() => home.textContent("#pay")).toBe("paid 42");
});

test("a breakpoint is also hit in a script that arrived with a hot update", async () => {
  project.edit("lib/pay.ts", "* 2", "* 3");
  const script = await worker.event<Script>("Debugger.scriptParsed", ({ url }) => url.includes("/update/"));
  await shown.build(2);
  expect(await stopAt(script, 5, "doubled")).toEqual(["pay", "lib/pay.ts", 5, 63]);
});
