import type { Diagnostic } from "../diagnostics/index.ts";
import type { SourceText, Span } from "./text.ts";

/**
 * What a language room (template, wxs, style, script) offers the graph.
 *
 * `parse` never throws and never fails: it returns what it understood and diagnostics. `compile` depends on nothing
 * but its arguments, so that its result can be cached by content. References to other modules stay *specifiers* (as
 * the author wrote them) in compiled code; the linker supplies the map from specifier to module. Compiled results are
 * plain data (structured-clonable and JSON-serialisable).
 */
export interface Language<Ast, Options, Compiled> {
  parse(source: SourceText, options: Options): Parsed<Ast>;
  dependencies(ast: Ast): readonly Dependency[];
  compile(ast: Ast, source: SourceText, options: Options): Result<Compiled> | Promise<Result<Compiled>>;
}

export interface Parsed<Ast> {
  readonly ast: Ast;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Result<T> {
  readonly output: T;
  readonly diagnostics: readonly Diagnostic[];
}

export type DependencyKind =
  | "template-import" // <import src>
  | "template-include" // <include src>
  | "wxs" // <wxs src>
  | "wxs-require" // require() inside wxs
  | "style-import" // @import
  | "require" // require("x"), import … from "x", export … from "x"
  | "dynamic-import" // import("x")
  | "require-async" // require.async("x"), require("x", callback)
  | "plugin" // requirePlugin("x")
  | "worker" // wx.createWorker("x")
  | "asset"; // a file needed at run time: image src, url(), …

/** One edge out of a module, as written by the author. */
export interface Dependency {
  readonly kind: DependencyKind;
  readonly specifier: string;
  /** The place of the specifier in the source, without quotes. */
  readonly span: Span;
  /**
   * The target may be absent without the build being wrong. `guarded`: the author reckons with its absence (`try`, one
   * of a font's sources);
   * `shadowed`: what looks like a reference may be none (a local function of that name).
   */
  readonly optional?: "guarded" | "shadowed";
  /** Compiling may drop the reference (imports of types alone); the compiled module has the last word. */
  readonly elidable?: true;
  /** Names that an ES import wants (`default`, `*` for a namespace); only for scripts. */
  readonly names?: readonly { readonly name: string; readonly span: Span }[];
}
