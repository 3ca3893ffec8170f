/**
 * A host page and an app's origin on two loopback ports, and packages to run on them. The app's origin answers with the
 * host's `answer`, as in a preview.
 */
import { createHash, generateKeyPairSync } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCompiler } from "../../../src/compiler/index.ts";
import { createDiskHost } from "../../../src/disk/index.ts";
import type { Host, Output } from "../../../src/compiler/index.ts";
import { packOutput } from "../../../src/package/index.ts";
import { signerOf } from "../../../src/package/keys.ts";
import { answer } from "../../../src/runtime/host/serve.ts";
import type { ServedApp } from "../../../src/runtime/host/serve.ts";
import { preprocessors } from "../../../src/commands/preprocessors.ts";
import { bundle } from "./fakes.ts";
import { buildRuntime } from "../../../scripts/build-runtime.mjs";

export type RuntimeFiles = Map<string, Uint8Array>;

/** The files of the built runtime, by name. */
export async function readRuntime(): Promise<RuntimeFiles> {
  const folder = await mkdtemp(join(tmpdir(), "miniapp-runtime-"));
  try {
    await buildRuntime(folder);
    const names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".map"))
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
    return new Map(names.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface TestPackage {
  readonly bytes: Uint8Array;
  /** Text of a trust file. */
  readonly trust: string;
  readonly served: ServedApp;
}

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const trust = publicKey.export({ type: "spki", format: "pem" }) as string;

/** Compiles a folder. @throws Error with the diagnostics */
export function compileFolder(folder: string): Promise<Output> {
  return compileFrom(createDiskHost(folder));
}

/** Like `compileFolder`, with files from any `Host`. */
export async function compileFrom(host: Host): Promise<Output> {
  const { output, diagnostics } = await createCompiler(host, {
    version: "test",
    sourceMaps: false,
    allowMissing: true,
    preprocessors,
    minify: false,
    digest: (data) => createHash("sha256").update(data).digest("hex"),
  }).build();
  if (!output)
    throw new Error(
      JSON.stringify(
        diagnostics.filter(({ severity }) => severity === "error"),
        null,
        1,
      ),
    );
  return output;
}

export async function packTest(output: Output): Promise<TestPackage> {
  const { bytes } = await packOutput(output, {
    signers: [signerOf(privateKey)],
    build: { compiler: "test", target: "es2020", mode: "", dependencies: [] },
  });
  const files = new Map(output.subpackages.flatMap((p) => p.files.map((file) => [file.path, file.content] as const)));
  return { bytes, trust, served: { files, packages: output.subpackages.map(({ name, root }) => ({ name, root })) } };
}

/** A package of exactly these files, for scripts that the compiler would not generate. */
export function outputOf(files: Readonly<Record<string, string>>, domains: object = {}): Output {
  const encoder = new TextEncoder();
  const list = Object.entries(files).map(([path, text]) => ({ path, content: encoder.encode(text) }));
  return {
    app: {
      appId: "test.app",
      versionName: "1.0.0",
      versionCode: 1,
      abi: "1.0",
      permissions: [],
      domains,
    },
    subpackages: [
      {
        name: "main",
        root: "",
        independent: false,
        files: list.sort((a, b) => (a.path < b.path ? -1 : 1)),
      },
    ],
    sourceMaps: [],
  };
}

export interface TestSite {
  readonly hostOrigin: string;
  readonly appOrigin: string;
  /** Paths requested from the app's origin. */
  readonly asked: string[];
  /** Serves a package on both: `/packages/<id>.mapkg` of the host, `/a/<id>/` of the app's origin. */
  add(id: string, p: TestPackage): void;
  close(): Promise<void>;
}

export async function startSite(runtime: RuntimeFiles): Promise<TestSite> {
  const packages = new Map<string, TestPackage>();
  const asked: string[] = [];
  const page = `<!doctype html><meta charset="utf-8"><body style="margin:0"><div id="app" style="width:375px;height:667px"></div><script type="module" src="host-page.js"></script>`;
  const script = await bundle("tests/runtime/host/host-page.dom.ts", "esm");
  const host = await listen((request, response) => {
    const path = request.url ?? "/";
    const id = /^\/packages\/([\w-]+)\.mapkg$/.exec(path)?.[1];
    const found = id === undefined ? undefined : packages.get(id);
    if (path === "/") send(response, "text/html", page);
    else if (path === "/host-page.js") send(response, "text/javascript", script);
    else if (path === "/host.js" || path === "/ed25519.js")
      send(response, "text/javascript", runtime.get(path.slice(1)) ?? "");
    else if (found) send(response, "application/octet-stream", found.bytes);
    else send(response, "text/plain", "", 404);
  });
  const hostOrigin = originOf(host);
  const app = await listen((request, response) => {
    asked.push(request.url ?? "");
    const result = answer(
      { origin: originOf(app), hosts: [hostOrigin], runtime, app: (id) => packages.get(id)?.served },
      request.method ?? "",
      request.url ?? "",
    );
    response.writeHead(result.status, result.headers).end(result.body);
  });
  return {
    hostOrigin,
    appOrigin: originOf(app),
    asked,
    add: (id, p) => void packages.set(id, p),
    close: async () => void (await Promise.all([host, app].map(stop))),
  };
}

export function listen(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(handle);
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

export function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function send(response: ServerResponse, type: string, body: string | Uint8Array, status = 200): void {
  response.writeHead(status, { "Content-Type": type }).end(body);
}
