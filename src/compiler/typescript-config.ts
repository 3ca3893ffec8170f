/**
 * tsconfig.json: the options that change what a script means, and `paths`. Only files of the project and of npm packages
 * are read. A file above the project would make the result depend on where the project lies, so it is reported instead.
 */
import { createDiagnostic } from "./diagnostics/index.ts";
import type { Diagnostic } from "./diagnostics/index.ts";
import { parseJson } from "./manifest/index.ts";
import type { Alias } from "./manifest/index.ts";
import { createSource, dirname, joinPath } from "./source/index.ts";
import type { Host, SourceText, Span } from "./source/index.ts";

export interface TypescriptConfig {
  /** `compilerOptions` as written, those of extended files included. */
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  readonly aliases: readonly Alias[];
  readonly diagnostics: readonly Diagnostic[];
}

type Files = Pick<Host, "read" | "resolvePackage">;

/** What a file says together with those that it extends. Folders are host paths. */
interface Config {
  readonly options: Readonly<Record<string, unknown>>;
  readonly baseUrl?: string;
  /** `folder`: where relative targets count from without a `baseUrl`; `root`: see `readConfig`. */
  readonly paths?: {
    readonly folder: string;
    readonly root: string;
    readonly entries: Readonly<Record<string, unknown>>;
  };
}

/** Reads the tsconfig.json that is nearest to the app, from its folder up to the project's root. */
export function readTypescriptConfig(host: Files, appRoot: string): TypescriptConfig {
  for (let folder = appRoot; ; folder = dirname(folder)) {
    const path = joinPath(folder, "tsconfig.json");
    if (host.read(path) !== undefined) {
      const diagnostics: Diagnostic[] = [];
      const config = readConfig(path, { host, root: folder, known: new Map(), diagnostics });
      return { compilerOptions: config.options, aliases: aliasesOf(config, appRoot), diagnostics };
    }
    if (folder === "") return { compilerOptions: {}, aliases: [], diagnostics: [] };
  }
}

interface Reading {
  readonly host: Files;
  /** Folder of the file that extends all others. */
  readonly root: string;
  /** By path; empty while its file is being read, so that a cycle ends. The TypeScript compiler reports it. */
  readonly known: Map<string, Config>;
  readonly diagnostics: Diagnostic[];
}

function readConfig(path: string, reading: Reading): Config {
  const { host, root, known, diagnostics } = reading;
  const before = known.get(path);
  if (before) return before;
  let config: Config = { options: {} };
  known.set(path, config);
  const source = createSource(path, host.read(path) ?? new Uint8Array());
  // tsconfig.json often has comments and trailing commas, so ignore syntax errors; the TypeScript compiler reports real
  // ones.
  const document = parseJson(source);
  const json = asObject(document.value);
  for (const specifier of [json["extends"]].flat()) {
    if (typeof specifier !== "string") continue;
    const target = extendedFile(host, specifier, path);
    if (target.path !== undefined) config = merge(config, readConfig(target.path, reading));
    else diagnostics.push(unread(source, document.spanOf("/extends"), specifier, target.reason));
  }
  const options = asObject(json["compilerOptions"]);
  const { baseUrl, paths } = options;
  config = merge(config, {
    options,
    ...(typeof baseUrl === "string" ? { baseUrl: hostPathOf(baseUrl, dirname(path), root) } : {}),
    ...(paths === undefined ? {} : { paths: { folder: dirname(path), root, entries: asObject(paths) } }),
  });
  known.set(path, config);
  return config;
}

/** A host path. `${configDir}` stands for the folder of the file that extends all others. */
function hostPathOf(text: string, folder: string, root: string): string {
  const isFromRoot = text.startsWith("${configDir}");
  return joinPath(isFromRoot ? root : folder, isFromRoot ? text.slice("${configDir}".length) : text);
}

function merge(below: Config, above: Config): Config {
  return { ...below, ...above, options: { ...below.options, ...above.options } };
}

type Extended = { readonly path: string } | { readonly path?: undefined; readonly reason: "outside" | "missing" };

function extendedFile(host: Files, specifier: string, from: string): Extended {
  const name = /^(?:@[^/]+\/)?[^./@][^/]*/.exec(specifier)?.[0];
  const base = /^\.\.?(?:\/|$)/.test(specifier) ? dirname(from) : name && host.resolvePackage(name, dirname(from));
  if (base === undefined) return { reason: /^(?:\/|[a-z]:)/i.test(specifier) ? "outside" : "missing" };
  const isPackage = name !== undefined;
  const resolved = joinPath(base, isPackage ? specifier.slice(name.length) || "tsconfig.json" : specifier);
  if (!isPackage && resolved.startsWith("..") && !from.startsWith("..")) return { reason: "outside" };
  const path = [resolved, `${resolved}.json`, `${resolved}/tsconfig.json`].find((one) => host.read(one) !== undefined);
  return path === undefined ? { reason: "missing" } : { path };
}

function unread(source: SourceText, span: Span, name: string, reason: "outside" | "missing") {
  const why = reason === "outside" ? "is outside the project" : "cannot be found";
  const todo =
    reason === "outside"
      ? "Copy the options into the project, or build the folder that contains both, with `miniprogramRoot` in its project.config.json"
      : "Correct the path, or install the package";
  return createDiagnostic("graph/tsconfig-extends", { name, why, todo }, { source, span });
}

function aliasesOf({ baseUrl, paths }: Config, appRoot: string): Alias[] {
  const aliases: Alias[] = [];
  if (!paths) return aliases;
  for (const [name, targets] of Object.entries(paths.entries)) {
    const target: unknown = Array.isArray(targets) ? targets[0] : undefined;
    if (typeof target !== "string" || name === "*") continue;
    const wildcard = name.endsWith("*");
    const folder = hostPathOf(target.replace(/\*$/, ""), baseUrl ?? paths.folder, paths.root);
    if (appRoot !== "" && folder !== appRoot && !folder.startsWith(`${appRoot}/`)) continue;
    const local = appRoot === "" ? folder : folder.slice(appRoot.length + 1);
    aliases.push({
      prefix: wildcard ? name.slice(0, -1) : name,
      target: wildcard && local !== "" ? `${local}/` : local,
      wildcard,
      pointer: "",
    });
  }
  return aliases;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
