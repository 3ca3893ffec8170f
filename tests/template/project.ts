/** Renders templates in tests: compiles files on demand, links them and runs them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";
import { hasErrors } from "../../src/compiler/diagnostics/index.ts";
import type { Diagnostic } from "../../src/compiler/diagnostics/index.ts";
import { createSource, dirname, joinPath } from "../../src/compiler/source/index.ts";
import type { Dependency } from "../../src/compiler/source/index.ts";
import {
  compileTemplate,
  compileWxs,
  parseTemplate,
  parseWxs,
  templateDependencies,
  wxsDependencies,
} from "../../src/compiler/template/index.ts";
import type { Problem } from "../../src/runtime/logic/problem.ts";
import { createTemplateRegistry } from "../../src/runtime/logic/registry.ts";
import type { ModuleLinks, TemplateFactory, TemplateRegistry } from "../../src/runtime/logic/registry.ts";
import { createRoot } from "../../src/runtime/logic/root.ts";
import type { Root } from "../../src/runtime/logic/root.ts";
import type { Operations } from "../../src/runtime/logic/operations.ts";
import type { WxsFactory } from "../../src/runtime/logic/wxs.ts";

/** Path → text. */
export type Files = Readonly<Record<string, string>>;

export interface Project {
  readonly registry: TemplateRegistry;
  readonly problems: Problem[];
  /** Compiled code by path. */
  readonly codes: Map<string, string>;
  createRoot(path: string, data: Readonly<Record<string, unknown>>, operations?: Operations): Root;
}

export interface ProjectOptions {
  /** Changes the compiled code of a template before it runs. */
  readonly alter?: (path: string, code: string) => string;
}

/** @param files the texts, or the folder where they are */
export function loadProject(files: Files | string, entry: string, options: ProjectOptions = {}): Project {
  const problems: Problem[] = [];
  const codes = new Map<string, string>();
  const lines = (...values: unknown[]): void => {
    problems.push({ severity: "error", message: values.map(String).join(" "), place: "" });
  };
  const console = { log() {}, info() {}, warn() {}, debug() {}, error: lines };
  const registry = createTemplateRegistry({ report: (problem) => problems.push(problem), console });
  const read = (path: string): string | undefined => {
    if (typeof files !== "string") return files[path];
    return existsSync(join(files, path)) ? readFileSync(join(files, path), "utf8") : undefined;
  };
  const evaluate = <T>(code: string): T => new Script(`(${code})`).runInThisContext() as T;
  const seen = new Set<string>();

  const resolve = (from: string, specifier: string, wxs: boolean): string | undefined => {
    const base = specifier.startsWith("/") ? joinPath(specifier) : joinPath(dirname(from), specifier);
    return [base, base + (wxs ? ".wxs" : ".wxml")].find((path) => read(path) !== undefined);
  };

  const link = (from: string, dependencies: readonly Dependency[]): ModuleLinks => {
    const links: Record<string, string> = {};
    for (const { kind, specifier } of dependencies) {
      const wxs = kind === "wxs" || kind === "wxs-require";
      if (!wxs && kind !== "template-import" && kind !== "template-include") continue;
      const target = resolve(from, specifier, wxs);
      if (target === undefined) continue;
      links[specifier] = target;
      load(target, wxs);
    }
    return links;
  };

  const load = (path: string, wxs: boolean): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const source = createSource(path, read(path) ?? "");
    if (wxs) {
      const { ast, diagnostics } = parseWxs(source);
      refuse(diagnostics);
      const { code } = compileWxs(ast, source).output;
      registry.defineWxs(path, { factory: evaluate<WxsFactory>(code), requires: link(path, wxsDependencies(ast)) });
      return;
    }
    const { ast, diagnostics } = parseTemplate(source);
    refuse(diagnostics);
    const missing = ast.wxs.find(({ src }) => src !== undefined && resolve(path, src, true) === undefined);
    if (missing) throw new Error(`no wxs module ${missing.src}`);
    const plain = compileTemplate(ast, source).output.code;
    const code = options.alter ? options.alter(path, plain) : plain;
    codes.set(path, code);
    registry.defineTemplate(path, evaluate<TemplateFactory>(code), link(path, templateDependencies(ast)));
  };

  load(entry, false);
  return {
    registry,
    problems,
    codes,
    createRoot(path, data, operations) {
      const module = registry.template(path);
      if (!module) throw new Error(`no template ${path}`);
      return createRoot(registry, module, data, operations);
    },
  };
}

function refuse(diagnostics: readonly Diagnostic[]): void {
  if (!hasErrors(diagnostics)) return;
  throw new Error(diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n"));
}
