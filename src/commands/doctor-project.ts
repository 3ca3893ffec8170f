/** Checks of a project: builds it in memory, and finds names of `wx` that no host supports. */
import { hash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createCompiler } from "../compiler/index.ts";
import type { Compilation, Diagnostic } from "../compiler/index.ts";
import { hasErrors } from "../compiler/diagnostics/index.ts";
import type { AppManifest } from "../compiler/manifest/index.ts";
import { createDiskHost } from "../disk/index.ts";
import { unsupportedNames } from "../runtime/api/unsupported-names.ts";
import { preprocessors } from "./preprocessors.ts";
import { packageVersion } from "./version.ts";

export interface ProjectReport {
  readonly builds: boolean;
  readonly pages: number;
  readonly modules: number;
  /** One per diagnostic code, errors first. */
  readonly findings: readonly Finding[];
  /** Unsupported names of `wx` that the scripts use, sorted. */
  readonly unsupported: readonly { readonly name: string; readonly effect: string }[];
}

interface Finding {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly count: number;
  /** `file:line` of the first occurrence; empty if it has no location. */
  readonly place: string;
  readonly message: string;
  /** What to do about the first occurrence. */
  readonly hint?: string;
}

/**
 * Builds the project without writing anything.
 *
 * @returns `null` if there is no app.json
 */
export async function checkProject(directory: string): Promise<ProjectReport | null> {
  if (!existsSync(directory)) return null;
  const host = createDiskHost(directory);
  const compilation = await createCompiler(host, {
    version: packageVersion(),
    sourceMaps: false,
    allowMissing: false,
    minify: false,
    preprocessors,
    digest: (data) => hash("sha256", data, "base64url"),
  }).build();
  const { project, diagnostics } = compilation;
  if (!project && !isProject(directory)) return null;
  return {
    builds: compilation.output !== undefined && !hasErrors(diagnostics),
    pages: project ? countPages(project.app) : 0,
    modules: compilation.modules.total,
    findings: findingsOf(diagnostics),
    unsupported: unsupportedIn(compilation),
  };
}

function countPages({ pages, subpackages }: AppManifest): number {
  return subpackages.reduce((sum, one) => sum + one.pages.length, pages.length);
}

function isProject(directory: string): boolean {
  return ["app.json", "project.config.json", "miniapp.json"].some((name) => existsSync(join(directory, name)));
}

function findingsOf(diagnostics: readonly Diagnostic[]): Finding[] {
  const found = new Map<string, Finding>();
  for (const one of diagnostics) {
    const key = `${one.severity} ${one.code}`;
    const before = found.get(key);
    if (before) found.set(key, { ...before, count: before.count + 1 });
    else {
      const { code, severity, message, hint } = one;
      found.set(key, {
        code,
        severity,
        count: 1,
        place: placeOf(one),
        message,
        ...(hint === undefined ? {} : { hint }),
      });
    }
  }
  return [...found.values()].toSorted((a, b) => rank(a) - rank(b) || (a.code < b.code ? -1 : 1));
}

function rank({ severity }: Finding): number {
  return severity === "error" ? 0 : 1;
}

function placeOf({ location }: Diagnostic): string {
  return location ? `${location.file}:${location.start.line}` : "";
}

const effects = {
  async: "calls fail with `not supported`",
  sync: "throws `not supported`",
  event: "its listeners are never called",
  object: "its methods fail with `not supported`",
} as const;

/** Names found in the compiled scripts. Names that a script computes are not found. */
function unsupportedIn({ output }: Compilation): ProjectReport["unsupported"] {
  const effectOf = new Map<string, string>();
  for (const form of ["async", "sync", "event", "object"] as const) {
    for (const name of unsupportedNames[form].split(" ")) {
      for (const full of form === "event" ? [`on${name}`, `off${name}`] : [name]) effectOf.set(full, effects[form]);
    }
  }
  const used = new Set<string>();
  const decoder = new TextDecoder();
  for (const file of output?.subpackages.flatMap(({ files }) => files) ?? []) {
    if (!file.path.endsWith(".js")) continue;
    for (const [, name = ""] of decoder.decode(file.content).matchAll(/\bwx\.(\w+)/g)) {
      if (effectOf.has(name)) used.add(name);
    }
  }
  return [...used].toSorted().map((name) => ({ name, effect: effectOf.get(name) as string }));
}
