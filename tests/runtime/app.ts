/** Builds an app from a table of files with the compiler, and runs it on the component runtime. */
import { createHash } from "node:crypto";
import { createCompiler } from "../../src/compiler/index.ts";
import type { Host } from "../../src/compiler/index.ts";
import type { ComponentEntry } from "../../src/runtime/logic/component/space.ts";
import { openSession } from "../conformance/components/session.ts";
import type { SessionInput, Tree } from "../conformance/components/session.ts";
import type { View } from "./frame/reference-frame.ts";

export interface App {
  readonly session: ReturnType<typeof openSession>;
  /** Output of the scripts' `log`, and "! message" for each reported error, since the last call. */
  lines(): string[];
  /** The page as text: tags, with slots filled. */
  text(): string;
  /** Waits until callbacks and `ready` have run. */
  settle(): Promise<void>;
}

export interface AppOptions {
  readonly properties?: Readonly<Record<string, unknown>>;
  /** False: the page is created, but not attached. */
  readonly attached?: boolean;
  /** True: `lines` includes "? message" for each warning. */
  readonly warnings?: boolean;
}

/** Opens an app of these files (path → text). The page is `root`; components without a script get an empty one. */
export async function openApp(files: Readonly<Record<string, string>>, options: AppOptions = {}): Promise<App> {
  const open = await buildApp(files);
  let said: string[] = [];
  const session = open({
    properties: options.properties ?? {},
    scope: { log: (...values: unknown[]) => said.push(values.map(show).join(" ")) },
    onError: (error) => said.push(`! ${error instanceof Error ? error.message : String(error)}`),
    onWarning: (message) => options.warnings && said.push(`? ${message}`),
  });
  session.create();
  if (options.attached !== false) session.attach();
  const app: App = {
    session,
    lines() {
      const all = said;
      said = [];
      return all;
    },
    text: () => session.tree().children.map(print).join(""),
    settle: () => new Promise((resolve) => setTimeout(resolve, 0)),
  };
  await app.settle();
  return app;
}

/** Builds the app once. Each call of the result starts a separate session, whose page is not created yet. */
export async function buildApp(files: Readonly<Record<string, string>>) {
  const { code, entries } = await buildPackage(files);
  return (input: Pick<SessionInput, "properties" | "scope" | "onError" | "onWarning" | "watch">) =>
    openSession({ code, entries, root: "root", order: [], ...input });
}

/** The parts of a package that the runtime needs. */
export interface BuiltPackage {
  readonly code: string;
  readonly entries: Readonly<Record<string, ComponentEntry>>;
  readonly view: View;
}

export async function buildPackage(files: Readonly<Record<string, string>>): Promise<BuiltPackage> {
  const output = await compile(withDefaults(files));
  return {
    code: output.get("_miniapp/logic.js") as string,
    entries: JSON.parse(output.get("_miniapp/entries.json") as string) as BuiltPackage["entries"],
    view: JSON.parse(output.get("_miniapp/view.json") as string) as View,
  };
}

function show(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
}

function print(node: Tree | string): string {
  if (typeof node === "string") return node;
  return `<${node.tag}>${node.children.map(print).join("")}</${node.tag}>`;
}

/** Allows each component to use all others. */
function withDefaults(files: Readonly<Record<string, string>>): Record<string, string> {
  const ids = Object.keys(files).flatMap((path) => (path.endsWith(".wxml") ? [path.slice(0, -5)] : []));
  const using = Object.fromEntries(ids.filter((id) => id !== "root").map((id) => [id, `/${id}`]));
  const all: Record<string, string> = { "app.json": '{"pages":["root"]}', ...files };
  for (const id of ids) {
    all[`${id}.js`] ??= "Component({})";
    const own = JSON.parse(all[`${id}.json`] ?? "{}") as Record<string, unknown>;
    all[`${id}.json`] = JSON.stringify({ component: true, usingComponents: using, ...own });
  }
  return all;
}

async function compile(files: Readonly<Record<string, string>>): Promise<Map<string, string>> {
  const encoder = new TextEncoder();
  const host: Host = {
    read: (path) => (Object.hasOwn(files, path) ? encoder.encode(files[path]) : undefined),
    list: (path) =>
      path === ""
        ? Object.keys(files)
            .sort()
            .map((name) => ({ name, kind: "file" as const }))
        : undefined,
    resolvePackage: () => undefined,
  };
  const { output, diagnostics } = await createCompiler(host, {
    version: "test",
    sourceMaps: false,
    allowMissing: true,
    preprocessors: {},
    digest: (data) => createHash("sha256").update(data).digest("hex"),
  }).build();
  if (!output) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const decoder = new TextDecoder();
  return new Map(output.subpackages.flatMap((p) => p.files.map((f) => [f.path, decoder.decode(f.content)] as const)));
}
