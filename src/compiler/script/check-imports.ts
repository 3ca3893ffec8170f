/**
 * Finds named imports that their target does not export. Each module is compiled alone, so no other step would notice:
 * the name would be `undefined` at run time. Reports only certain cases.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { SourceText } from "../source/index.ts";
import type { ModuleExports, ScriptDependency } from "./scan-state.ts";

/** The parts of a module that this check needs. */
export interface ExportingModule {
  readonly path: string;
  readonly exports: ModuleExports;
  /** The module that a specifier in this one resolves to, if it is a script. */
  resolve(specifier: string): ExportingModule | undefined;
}

/** One diagnostic for each name of `dependency` that `target` certainly does not export. */
export function missingImports(
  source: SourceText,
  dependency: ScriptDependency,
  target: ExportingModule,
): readonly Diagnostic[] {
  // A TypeScript import may name a type, and a JavaScript target does not tell which types its declarations have.
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
  if (name === "default") return "no"; // `export *` does not re-export it
  for (const specifier of exports.stars) {
    const next = module.resolve(specifier);
    const answer = next ? provides(next, name, seen) : "unknown";
    if (answer !== "no") return answer;
  }
  return "no";
}

const isTypeScript = (path: string): boolean => /\.[mc]?ts$/.test(path);
