/**
 * The first text of an app with ten pages, from the navigation to its host page, beside a page that holds nothing but a
 * text. Both begin with an empty cache, in turns; what is measured is when Chromium painted the text.
 */
import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext } from "playwright-core";
import { createCompiler } from "../../src/compiler/index.ts";
import type { Output } from "../../src/compiler/index.ts";
import { packOutput } from "../../src/package/index.ts";
import { signerOf } from "../../src/package/keys.ts";
import { answer } from "../../src/runtime/host/serve.ts";
import { buildRuntime } from "../../scripts/build-runtime.mjs";

export interface FirstText {
  readonly candidate: "empty page" | "app";
  readonly ms: number;
  readonly ratio: number;
}

/** @param typical what stands for many measurements */
export async function compareFirstTexts(
  launchBrowser: () => Promise<Browser>,
  rounds: number,
  typical: (values: readonly number[]) => number,
): Promise<FirstText[]> {
  const site = await startSite();
  const empty = await listen((_request, response) =>
    response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><meta charset=utf-8><p>text"),
  );
  const browser = await launchBrowser();
  const times = { "empty page": [] as number[], app: [] as number[] };
  try {
    // The first of each starts processes.
    for (let round = 0; round <= rounds; round++) {
      const of = await fresh(browser, (context) => openEmpty(context, originOf(empty)));
      const own = await fresh(browser, (context) => openApp(context, site.origin));
      if (round === 0) continue;
      times["empty page"].push(of);
      times.app.push(own);
    }
  } finally {
    await browser.close();
    for (const server of [...site.servers, empty]) stop(server);
  }
  const base = typical(times["empty page"]);
  return (["empty page", "app"] as const).map((candidate) => {
    const ms = typical(times[candidate]);
    console.log(`first text  ${candidate.padEnd(12)}${ms.toFixed(1)} ms (${(ms / base).toFixed(1)})`);
    return { candidate, ms, ratio: ms / base };
  });
}

async function fresh(browser: Browser, open: (context: BrowserContext) => Promise<number>): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 375, height: 667 } });
  try {
    return await open(context);
  } finally {
    await context.close();
  }
}

const painted = `new Promise((resolve) => {
  const look = (list) => {
    const entry = list.getEntriesByName("first-contentful-paint")[0];
    if (entry) resolve(performance.timeOrigin + entry.startTime);
  };
  new PerformanceObserver(look).observe({ type: "paint", buffered: true });
})`;

async function openEmpty(context: BrowserContext, origin: string): Promise<number> {
  const page = await context.newPage();
  await page.goto(origin);
  const time = (await page.evaluate(painted)) as number;
  return time - ((await page.evaluate("performance.timeOrigin")) as number);
}

async function openApp(context: BrowserContext, origin: string): Promise<number> {
  const page = await context.newPage();
  const navigated = page.waitForEvent("framenavigated", {
    predicate: (one) => one.url().endsWith("/page.html"),
    timeout: 60_000,
  });
  await page.goto(origin);
  const shown = await navigated;
  const time = (await shown.evaluate(painted)) as number;
  return time - ((await page.evaluate("performance.timeOrigin")) as number);
}

/** Ten pages with the rows of the other measurements' template; the first has some. */
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

/** A host page and an app's origin, as a preview or a device has them. */
async function startSite(): Promise<{ readonly origin: string; readonly servers: readonly Server[] }> {
  const runtime = await readRuntime();
  const output = await compile();
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
    const page = `<!doctype html><meta charset="utf-8"><div id="app" style="width:375px;height:667px"></div><script type="module">import { mountMiniApp } from "/host.js"; await mountMiniApp(document.querySelector("#app"), ${JSON.stringify(options)});</script>`;
    const [type, body] =
      url === "/"
        ? ["text/html", page]
        : url === "/host.js"
          ? ["text/javascript", runtime.get("host.js") ?? ""]
          : ["application/octet-stream", bytes];
    response.writeHead(200, { "Content-Type": type }).end(body);
  });
  const origin = originOf(host);
  const app = await listen(({ method, url }, response) => {
    const result = answer(
      { origin: appOrigin, hosts: [origin], runtime, app: (id) => (id === "ten" ? served : undefined) },
      method ?? "",
      url ?? "",
    );
    response.writeHead(result.status, result.headers).end(result.body);
  });
  appOrigin = originOf(app);
  return { origin, servers: [host, app] };
}

async function readRuntime(): Promise<Map<string, Uint8Array>> {
  const folder = mkdtempSync(join(tmpdir(), "miniapp-bench-"));
  try {
    await buildRuntime(folder);
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$/.test(name));
    return new Map(names.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
