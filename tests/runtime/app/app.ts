/** Launches apps from a table of files, without a frame. Their scripts record what happens with `log`. */
import type { Host } from "../../../src/compiler/index.ts";
import { launchFrom } from "../../../src/testing/launch.ts";
import type { LaunchAppOptions, LaunchedApp } from "../../../src/testing/launch.ts";

export type Files = Readonly<Record<string, string>>;

export interface TestApp extends LaunchedApp {
  /** The recorded lines since the last call. */
  lines(): string[];
  /** Errors, recorded instead of thrown. */
  readonly errors: unknown[];
}

export async function launchApp(files: Files, options: LaunchAppOptions = {}): Promise<TestApp> {
  let said: string[] = [];
  const errors: unknown[] = [];
  const log = (...values: unknown[]): number =>
    said.push(values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join(" "));
  const app = await launchFrom(hostOf(files), {
    report: (error) => errors.push(error),
    ...options,
    globals: { log, ...options.globals },
  });
  return Object.defineProperties(
    { lines: () => said.splice(0), errors } as unknown as TestApp,
    Object.getOwnPropertyDescriptors(app),
  );
}

/** A page that logs its lifetimes. */
export function loggingPage(name: string, more = ""): string {
  const functions = ["Load", "Show", "Ready", "Hide", "Unload", "RouteDone"].map(
    (one) => `on${one}(o) { log("${name}.on${one}"${one === "Load" ? ", o" : ""}) }`,
  );
  return `Page({ ${functions.join(", ")}, ${more} })`;
}

export function hostOf(files: Files): Host {
  const encoder = new TextEncoder();
  return {
    read: (path) => (Object.hasOwn(files, path) ? encoder.encode(files[path]) : undefined),
    list(path) {
      const prefix = path === "" ? "" : `${path}/`;
      const names = new Map<string, "file" | "folder">();
      for (const file of Object.keys(files)) {
        if (!file.startsWith(prefix)) continue;
        const [name = "", ...rest] = file.slice(prefix.length).split("/");
        names.set(name, rest.length > 0 ? "folder" : "file");
      }
      if (names.size === 0) return undefined;
      return [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, kind]) => ({ name, kind }));
    },
    resolvePackage: () => undefined,
  };
}
