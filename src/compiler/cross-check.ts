/**
 * Checks that need more than one module. Waits until every module is compiled and collects the diagnostics, drops the
 * edges that compilation removed (unused type imports), and reports named imports that their target does not export,
 * selectors that components may not use, and event handlers without a method.
 */
import type { Diagnostic } from "./diagnostics/index.ts";
import type { WalkResult } from "./graph/walk.ts";
import type { Graph, Module } from "./graph/graph.ts";
import type { CompiledModule, StyleUnit } from "./language-units.ts";
import { checkHandlers } from "./handler-check.ts";
import type { Languages } from "./languages.ts";
import { missingImports } from "./script/index.ts";
import type { ExportingModule } from "./script/index.ts";
import type { Session } from "./session.ts";
import { componentSelectorDiagnostics } from "./style/index.ts";

/**
 * Runs all checks across modules and returns their diagnostics together with those of every module. Replaces modules in
 * `walked.graph` whose dead edges it drops.
 */
export async function crossCheck(walked: WalkResult, session: Session): Promise<Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  const { graph } = walked;
  const { languages } = session;
  const kept = new Map<string, ReadonlySet<string>>();
  const missing = new Set(walked.diagnostics.filter(({ code }) => code === "graph/missing-asset").map(placeOf));
  for (const entry of graph.entries.values()) {
    if (entry.id.includes("miniprogram_npm/")) continue;
    diagnostics.push(...(languages.manifest(`${entry.id}.json`, entry.kind)?.diagnostics ?? []));
  }
  for (const module of graph.modules.values()) {
    const unit = languages.module(module.kind, module.id)?.unit;
    if (!unit) continue;
    // Do not await finished results: each `await` costs a microtask, and there are thousands of modules.
    const compiled = unit.compiled instanceof Promise ? await unit.compiled : unit.compiled;
    if (unit.diagnostics.length + compiled.diagnostics.length > 0) {
      // For a file that does not exist, it does not matter who would load it.
      const found = [...unit.diagnostics, ...compiled.diagnostics].filter(
        (one) => one.code !== "style/local-url" || !missing.has(placeOf(one)),
      );
      const installed = module.id.includes("miniprogram_npm/");
      // The author cannot fix an installed package, so hide its warnings. Errors stay, because they stop it from
      // working.
      diagnostics.push(...(installed ? found.filter((d) => d.severity === "error") : found));
    }
    if (module.kind !== "script" || !module.edges.some((edge) => edge.dependency.elidable)) continue;
    const { requires } = compiled.output as CompiledModule;
    if (requires) kept.set(module.id, new Set(requires));
  }
  dropDeadEdges(graph, kept);
  for (const { module, dependency, diagnostic } of walked.deferred) {
    if (kept.get(module)?.has(dependency.specifier) ?? true) diagnostics.push(diagnostic);
  }
  for (const module of graph.modules.values()) checkImports(module, graph, languages, diagnostics);
  diagnostics.push(...checkComponentSheets(graph, languages), ...checkHandlers(graph, session));
  return diagnostics;
}

function placeOf({ location }: Diagnostic): string {
  return location ? `${location.file}:${location.start.line}:${location.start.column}` : "";
}

function dropDeadEdges(graph: Graph, kept: ReadonlyMap<string, ReadonlySet<string>>): void {
  const modules = graph.modules as Map<string, Module>;
  for (const [id, specifiers] of kept) {
    const module = modules.get(id);
    if (!module) continue;
    const edges = module.edges.filter((e) => !e.dependency.elidable || specifiers.has(e.dependency.specifier));
    modules.set(id, { ...module, edges });
  }
}

/** Reports named imports that their target does not export. */
function checkImports(module: Module, graph: Graph, languages: Languages, diagnostics: Diagnostic[]): void {
  if (module.kind !== "script") return;
  for (const { dependency, target } of module.edges) {
    if (!dependency.names || target === undefined) continue;
    const exporting = exportingModule(target, graph, languages);
    if (exporting) diagnostics.push(...missingImports(module.source, dependency, exporting));
  }
}

function exportingModule(id: string, graph: Graph, languages: Languages): ExportingModule | undefined {
  const module = graph.modules.get(id);
  const unit = module?.kind === "script" ? languages.script(id) : undefined;
  if (!module || !unit) return undefined;
  return {
    path: id,
    exports: unit.exports,
    resolve: (specifier) => {
      const target = module.edges.find((edge) => edge.dependency.specifier === specifier)?.target;
      return target === undefined ? undefined : exportingModule(target, graph, languages);
    },
  };
}

/**
 * Reports selectors that WeChat does not allow in a component's own stylesheet. Stylesheets that a component imports
 * are not checked, because pages may use them too.
 */
function checkComponentSheets(graph: Graph, languages: Languages): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const entry of graph.entries.values()) {
    if (entry.kind !== "component" || entry.style === undefined || entry.style.startsWith("miniprogram_npm/")) continue;
    const module = languages.module("style", entry.style);
    if (!module) continue;
    diagnostics.push(...componentSelectorDiagnostics(module.unit as StyleUnit, module.source));
  }
  return diagnostics;
}
