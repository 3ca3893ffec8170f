/**
 * Builds an app for a test with the compiler that `build` uses, and returns what a host would read from the package.
 */
import { createHash } from "node:crypto";
import { createCompiler } from "../compiler/index.ts";
import type { Host } from "../compiler/index.ts";
import { formatPretty, hasErrors } from "../compiler/diagnostics/index.ts";
import type { AppTable, EntryTable } from "../runtime/logic/app/index.ts";

/** Values of `MINIAPP_ENV`, in the place of an environment of miniapp.json. */
export type TestEnvironment = Readonly<Record<string, string | number | boolean>>;

export interface BuiltApp {
  readonly app: AppTable;
  /** By package. */
  readonly entries: Readonly<Record<string, Readonly<Record<string, EntryTable>>>>;
  readonly scripts: ReadonlyMap<string, { readonly path: string; readonly code: string }>;
  /** Any file of the package, as text. */
  file(path: string): string;
}

/**
 * Compiles the app in `host`.
 * @throws Error with the text that a build prints, if there are errors
 */
export async function compileApp(host: Host, env?: TestEnvironment): Promise<BuiltApp> {
  const { output, diagnostics } = await createCompiler(withoutProject(env ? withEnvironment(host, env) : host), {
    version: "testing",
    ...(env ? { mode: "test" } : {}),
    sourceMaps: false,
    // Keeps stack traces readable.
    minify: false,
    allowMissing: true,
    preprocessors: {},
    digest: (data) => createHash("sha256").update(data).digest("hex"),
  }).build();
  if (!output) throw new Error(formatPretty(diagnostics.filter((d) => hasErrors([d]))));
  const decoder = new TextDecoder();
  const files = new Map(output.subpackages.flatMap((p) => p.files.map((file) => [file.path, file.content] as const)));
  const read = (path: string): string => decoder.decode(files.get(path));
  const entries: Record<string, BuiltApp["entries"][string]> = {};
  const scripts = new Map<string, { path: string; code: string }>();
  for (const { name, root } of output.subpackages) {
    const base = root === "" ? "_miniapp" : `${root}/_miniapp`;
    entries[name] = JSON.parse(read(`${base}/entries.json`)) as BuiltApp["entries"][string];
    scripts.set(name, { path: `${base}/logic.js`, code: read(`${base}/logic.js`) });
  }
  return { app: JSON.parse(read("_miniapp/app.json")) as AppTable, entries, scripts, file: read };
}

/** Hides stylesheets, which tests do not render, and the project's build settings. */
function withoutProject(host: Host): Host {
  const isHidden = (path: string): boolean =>
    /\.(wxss|css|less|scss|sass)$/.test(path) || /^project\.(private\.)?config\.json$/.test(path);
  return {
    read: (path) => (isHidden(path) ? undefined : host.read(path)),
    list: (path) => host.list(path)?.filter(({ name }) => !isHidden(path === "" ? name : `${path}/${name}`)),
    resolvePackage: (name, from) => host.resolvePackage(name, from),
  };
}

/** The same files with a miniapp.json whose environment `test` has these constants. */
function withEnvironment(host: Host, env: TestEnvironment): Host {
  const own = host.read("miniapp.json");
  const json = (own ? JSON.parse(new TextDecoder().decode(own)) : {}) as object;
  const file = new TextEncoder().encode(JSON.stringify({ ...json, env: { test: env } }));
  return {
    read: (path) => (path === "miniapp.json" ? file : host.read(path)),
    list: (path) => host.list(path),
    resolvePackage: (name, from) => host.resolvePackage(name, from),
  };
}

/**
 * The same files, but app.json lists only the one page. `usingComponents` and `resolveAlias` of the original app.json
 * are kept.
 */
export function withOnePage(host: Host, id: string): Host {
  const own = host.read("app.json");
  const { usingComponents = {}, resolveAlias = {} } = (own ? JSON.parse(new TextDecoder().decode(own)) : {}) as {
    usingComponents?: object;
    resolveAlias?: object;
  };
  const app = new TextEncoder().encode(JSON.stringify({ pages: [id], usingComponents, resolveAlias }));
  return {
    read: (path) => (path === "app.json" ? app : host.read(path)),
    list(path) {
      const entries = host.list(path);
      if (path !== "" || entries?.some(({ name }) => name === "app.json")) return entries;
      return [...(entries ?? []), { name: "app.json", kind: "file" as const }].sort((a, b) =>
        a.name < b.name ? -1 : 1,
      );
    },
    resolvePackage: (name, from) => host.resolvePackage(name, from),
  };
}
