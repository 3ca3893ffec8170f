/**
 * Time from navigation to the first painted text: an app with ten pages on its host page, compared with a page that
 * contains only a text. The candidates alternate.
 */
import { execFileSync } from "node:child_process";
import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCompiler } from "../../src/compiler/index.ts";
import type { Output } from "../../src/compiler/index.ts";
import { packOutput } from "../../src/package/index.ts";
import { signerOf } from "../../src/package/keys.ts";
import { build } from "esbuild";
import type { answer as answerOf } from "../../src/runtime/host/serve.ts";
import { launchLoneBrowser } from "./lone-browser.ts";
import type { LoneBrowser } from "./lone-browser.ts";

export interface FirstText {
  /** `empty frame`: the empty page in a cross-origin frame with its own process, like an app's frames. */
  readonly candidate: string;
  readonly ms: number;
  readonly ratio: number;
  readonly least: number;
}

/**
 * Each run has its own browser context, so that no cache is warm, and starts after a pause: Chromium loads internal
 * pages for about a second after it opens a window.
 *
 * @param typical reduces the measurements to one number, such as the median
 * @param checkouts name of a candidate → folder of the repository checkout whose runtime it uses
 */
export async function compareFirstTexts(
  rounds: number,
  typical: (values: readonly number[]) => number,
  checkouts: Readonly<Record<string, string>>,
): Promise<FirstText[]> {
  const site = await startSite(checkouts);
  const times = Object.fromEntries(site.pages.map(({ name }) => [name, [] as number[]]));
  const browser = launchLoneBrowser();
  try {
    // The first run of each candidate also starts processes.
    for (let round = 0; round <= rounds; round++) {
      for (const { name, origin, frame } of round % 2 === 0 ? site.pages : site.pages.toReversed()) {
        const time = await firstText(browser, origin, frame);
        if (round > 0) times[name]?.push(time);
      }
    }
  } finally {
    await browser.close();
    for (const server of site.servers) stop(server);
  }
  const base = typical(times["empty page"] ?? []);
  return Object.entries(times).map(([candidate, all]) => {
    const ms = typical(all);
    const least = Math.min(...all);
    const figures = `${ms.toFixed(1)} ms (${(ms / base).toFixed(1)}), least ${least.toFixed(1)} ms`;
    console.log(`first text  ${candidate.padEnd(13)}${figures}`);
    return { candidate, ms, ratio: ms / base, least };
  });
}

const painted = `new Promise((resolve) => {
  const look = (list) => {
    const entry = list.getEntriesByName("first-contentful-paint")[0];
    if (entry) resolve(performance.timeOrigin + entry.startTime);
  };
  new PerformanceObserver(look).observe({ type: "paint", buffered: true });
})`;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Milliseconds from the navigation to the first text.
 *
 * @param frame the end of the URL of the frame that contains the text; undefined for the page itself
 */
async function firstText({ send }: LoneBrowser, url: string, frame: string | undefined): Promise<number> {
  const { browserContextId } = await send("Target.createBrowserContext");
  const attach = async (targetId: unknown) =>
    (await send("Target.attachToTarget", { targetId, flatten: true })).sessionId;
  const evaluate = async (session: unknown, expression: string): Promise<number> => {
    const parameters = { expression, awaitPromise: true, returnByValue: true };
    const { result } = await send("Runtime.evaluate", parameters, session as string);
    return (result as { readonly value: number }).value;
  };
  try {
    const { targetId } = await send("Target.createTarget", { url: "about:blank", browserContextId });
    const page = await attach(targetId);
    await pause(1000);
    await send("Page.navigate", { url }, page as string);
    // No debugger command runs during the load. The observer is buffered, so it reports the paint afterwards.
    await pause(800);
    const began = await evaluate(page, "performance.timeOrigin");
    if (frame === undefined) return (await evaluate(page, painted)) - began;
    // A frame that waits for the next page paints nothing.
    const frames = await Promise.all((await findTargets(send, frame, browserContextId)).map(attach));
    return (await Promise.race(frames.map((one) => evaluate(one, painted)))) - began;
  } finally {
    await send("Target.disposeBrowserContext", { browserContextId });
  }
}

async function findTargets(send: LoneBrowser["send"], end: string, context: unknown): Promise<string[]> {
  for (let tries = 0; tries < 100; tries++) {
    const { targetInfos } = await send("Target.getTargets");
    const all = targetInfos as readonly { url: string; targetId: string; browserContextId: unknown }[];
    const found = all.filter((one) => one.url.endsWith(end) && one.browserContextId === context);
    if (found.length > 0) return found.map(({ targetId }) => targetId);
    await pause(50);
  }
  throw new Error(`there is no frame ${end}`);
}

/** Ten pages with the row template of the other benchmarks, with two rows of data. */
async function compile(): Promise<Output> {
  const pages = Array.from({ length: 10 }, (_, i) => `p${i}`);
  const source: Record<string, string> = { "app.json": JSON.stringify({ pages }) };
  for (const page of pages) {
    source[`${page}.wxml`] =
      `<view wx:for="{{rows}}" wx:key="id" class="row" bindtap="select"><text>{{item.label}}</text><view wx:if="{{item.hot}}" class="hot">hot</view></view>`;
    source[`${page}.js`] =
      `Page({ data: { rows: [{ id: 1, label: "first", hot: true }, { id: 2, label: "second" }] }, select() {} })`;
    source[`${page}.wxss`] = ".row { padding: 10rpx } .hot { color: red }";
  }
  const encoder = new TextEncoder();
  const { output, diagnostics } = await createCompiler(
    {
      read: (path) => (Object.hasOwn(source, path) ? encoder.encode(source[path]) : undefined),
      list: (path) =>
        path === ""
          ? Object.keys(source)
              .toSorted()
              .map((name) => ({ name, kind: "file" as const }))
          : undefined,
      resolvePackage: () => undefined,
    },
    {
      version: "bench",
      sourceMaps: false,
      preprocessors: {},
      allowMissing: false,
      digest: (data) => createHash("sha256").update(data).digest("hex"),
    },
  ).build();
  if (!output) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return output;
}

interface Candidate {
  readonly name: string;
  readonly origin: string;
  /** The end of the URL of the frame that contains the text; undefined for the page itself. */
  readonly frame: string | undefined;
}

interface Site {
  readonly pages: readonly Candidate[];
  readonly servers: readonly Server[];
}

/** Serves host pages and app origins, as a preview or a device does, and the empty pages. */
async function startSite(checkouts: Readonly<Record<string, string>>): Promise<Site> {
  const empty = await listen((_request, response) =>
    response.writeHead(200, { "Content-Type": "text/html", "Origin-Agent-Cluster": "?1" }).end(`${head}<p>text`),
  );
  const framed = await listen((_request, response) =>
    response
      .writeHead(200, { "Content-Type": "text/html" })
      .end(`${head}<iframe src="${originOf(empty)}/frame.html"></iframe>`),
  );
  const servers = [empty, framed];
  const pages: Candidate[] = [
    { name: "empty page", origin: originOf(empty), frame: undefined },
    { name: "empty frame", origin: originOf(framed), frame: "/frame.html" },
  ];
  const output = await compile();
  for (const [name, checkout] of Object.entries(checkouts)) {
    const { host, app } = await startApp(output, readRuntime(checkout), await readAnswer(checkout));
    servers.push(host, app);
    pages.push({ name, origin: originOf(host), frame: "/page.html" });
  }
  return { pages, servers };
}

async function startApp(output: Output, runtime: ReadonlyMap<string, Uint8Array>, answer: typeof answerOf) {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const { bytes } = await packOutput(output, {
    signers: [signerOf(privateKey)],
    build: { compiler: "bench", target: "es2020", mode: "", dependencies: [] },
  });
  const contents = new Map(output.subpackages.flatMap((one) => one.files.map((f) => [f.path, f.content] as const)));
  const served = { files: contents, packages: output.subpackages.map(({ name, root }) => ({ name, root })) };
  const trust = publicKey.export({ type: "spki", format: "pem" });
  let appOrigin = "";
  const host = await listen(({ url }, response) => {
    const options = { served: "ten", package: "/ten.mapkg", trust, appOrigin, animations: false };
    const page = `${head}<div id="app" style="width:375px;height:667px"></div><script type="module">import { mountMiniApp } from "/host.js"; await mountMiniApp(document.querySelector("#app"), ${JSON.stringify(options)});</script>`;
    const [type, body] =
      url === "/"
        ? ["text/html", page]
        : url === "/host.js"
          ? ["text/javascript", runtime.get("host.js") ?? ""]
          : ["application/octet-stream", bytes];
    response.writeHead(200, { "Content-Type": type }).end(body);
  });
  const app = await listen(({ method, url }, response) => {
    const result = answer(
      { origin: appOrigin, hosts: [originOf(host)], runtime, app: (id) => (id === "ten" ? served : undefined) },
      method ?? "",
      url ?? "",
    );
    response.writeHead(result.status, result.headers).end(result.body);
  });
  appOrigin = originOf(app);
  return { host, app };
}

/** Without the icon link, Chromium would request /favicon.ico. */
const head = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">`;

/** The runtime built by a checkout, in a separate process because a build locates its files relative to its script. */
function readRuntime(checkout: string): Map<string, Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), "miniapp-bench-"));
  try {
    execFileSync(process.execPath, [join(checkout, "scripts/build-runtime.mjs"), folder]);
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$/.test(name));
    return new Map(names.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The checkout's own answers: its documents and their policies belong together. */
async function readAnswer(checkout: string): Promise<typeof answerOf> {
  const entryPoints = [join(checkout, "src/runtime/host/serve.ts")];
  const { outputFiles } = await build({ entryPoints, bundle: true, format: "esm", write: false });
  const url = `data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? []).toString("base64")}`;
  return ((await import(url)) as { readonly answer: typeof answerOf }).answer;
}

function listen(handle: RequestListener): Promise<Server> {
  const server = createServer(handle);
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function stop(server: Server): void {
  server.closeAllConnections();
  server.close();
}
