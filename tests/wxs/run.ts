/** Compiles wxs and runs it in a separate sloppy-mode script, like the linker's scripts. */
import { Script } from "node:vm";
import type { Code } from "../../src/compiler/diagnostics/index.ts";
import { createSource } from "../../src/compiler/source/index.ts";
import { compileWxs, parseWxs, wxsDependencies } from "../../src/compiler/template/wxs/index.ts";
import type { WxsOptions } from "../../src/compiler/template/wxs/index.ts";
import { createWxsModules } from "../../src/runtime/logic/wxs.ts";
import type { WxsFactory, WxsModules } from "../../src/runtime/logic/wxs.ts";

export interface Run {
  readonly modules: WxsModules;
  /** The exports of `m`. */
  readonly exports: unknown;
  readonly log: readonly string[];
  readonly codes: readonly Code[];
}

export function evaluate(code: string, mode: "sloppy" | "strict" = "sloppy"): WxsFactory {
  const prefix = mode === "strict" ? '"use strict";' : "";
  return new Script(`${prefix}(${code})`).runInThisContext() as WxsFactory;
}

/** Runs `code` as module `m.wxs`; `files` are additional modules next to it. */
export function runWxs(
  code: string,
  files: Readonly<Record<string, string>> = {},
  options: WxsOptions = {},
  mode: "sloppy" | "strict" = "sloppy",
): Run {
  const log: string[] = [];
  const write =
    (level: string) =>
    (...values: unknown[]) =>
      void log.push([level, ...values.map(String)].join(" "));
  const console = {
    log: write("log"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    debug: write("debug"),
  };
  const modules = createWxsModules(console);
  const codes: Code[] = [];
  for (const [path, text] of Object.entries({ ...files, "m.wxs": code })) {
    const source = createSource(path, text);
    const { ast, diagnostics } = parseWxs(source, options);
    codes.push(...diagnostics.map((diagnostic) => diagnostic.code));
    const requires = Object.fromEntries(
      wxsDependencies(ast)
        .map(({ specifier }) => [specifier, specifier.replace(/^\.\//, "")] as const)
        .filter(([, id]) => id in files),
    );
    modules.define(path, { factory: evaluate(compileWxs(ast, source, options).output.code, mode), requires });
  }
  return { modules, exports: modules.exports("m.wxs"), log, codes };
}
