/**
 * Named imports that cannot exist. Each module is compiled alone, so nobody else would notice: the name would simply
 * be `undefined` at run time. Said only where it is certain.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { SourceText } from "../source/index.ts";
import type { ModuleExports, ScriptDependency } from "./scan-state.ts";

/** A module of the graph as far as this check needs it. */
export interface ExportingModule {
  readonly path: string;
  readonly exports: ModuleExports;
  /** The module that a specifier in this one names, if it is a script. */
  resolve(specifier: string): ExportingModule | undefined;
}

/** The names of `dependency` that `target` is certain not to have, each with a diagnostic at the name. */
export function missingImports(
  source: SourceText,
  dependency: ScriptDependency,
  target: ExportingModule,
): readonly Diagnostic[] {
  // An import in TypeScript may name a type; only TypeScript says which types it has.
  if (isTypeScript(source.path) && !isTypeScript(target.path)) return [];
  const diagnostics: Diagnostic[] = [];
  for (const { name, span } of dependency.names ?? []) {
    if (name === "*" || name === "__esModule" || provides(target, name, new Set()) !== "no") continue;
    const values = { name, specifier: dependency.specifier };
    diagnostics.push(createDiagnostic("script/missing-export", values, { source, span }));
  }
  return diagnostics;
}

function provides(module: ExportingModule, name: string, seen: Set<string>): "yes" | "no" | "unknown" {
  if (seen.has(module.path)) return "no";
  seen.add(module.path);
  const { exports } = module;
  if (exports.names.includes(name)) return "yes";
  if (!exports.certain) return "unknown";
  if (name === "default") return "no"; // `export *` leaves it out
  for (const specifier of exports.stars) {
    const next = module.resolve(specifier);
    const answer = next ? provides(next, name, seen) : "unknown";
    if (answer !== "no") return answer;
  }
  return "no";
}

const isTypeScript = (path: string): boolean => /\.[mc]?ts$/.test(path);
