import type { Diagnostic } from "../diagnostics/index.ts";
import type { SourceText, Span } from "./text.ts";

/**
 * What a language room (template, wxs, style, script) offers the graph.
 * `parse` never throws and never fails: it returns what it understood, and diagnostics. `compile` depends only on its
 * arguments, so its result can be cached by content. References to other modules stay *specifiers* (as the author wrote
 * them) in compiled code; the linker adds the map from specifier to module. Compiled results are plain data
 * (structured-clonable and JSON-serialisable).
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
  | "require-pattern" // require("./folder/" + x): the specifier is "./folder/*"
  | "plugin" // requirePlugin("x")
  | "worker" // wx.createWorker("x")
  | "asset"; // a file needed at run time: image src, url(), …

/** One edge out of a module, as the author wrote it. */
export interface Dependency {
  readonly kind: DependencyKind;
  readonly specifier: string;
  /** Position of the specifier in the source, without quotes. */
  readonly span: Span;
  /**
   * A missing target is not an error. `guarded`: the author expects that it may be missing (`try`, one of several font
   * sources). `shadowed`: it may not be a reference at all (a local function of that name).
   */
  readonly optional?: "guarded" | "shadowed";
  /** A relative path counts from the page that shows the file, even in a component (`url()` in a `style` attribute). */
  readonly base?: "page";
  /** Compilation may drop the reference (type-only imports); the compiled module has the final list. */
  readonly elidable?: true;
  /** Names that an ES import uses (`default`, `*` for a namespace); only for scripts. */
  readonly names?: readonly { readonly name: string; readonly span: Span }[];
}
