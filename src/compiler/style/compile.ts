/**
 * Compiles an AST to a fragment: CSS that depends only on the file's own content, so that it is compiled once however
 * many pages use it. What only the linker knows (scope, `rpx`, imported files, asset paths) stays a marker or a piece.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { Dependency, Result, SourceText } from "../source/index.ts";
import type { StyleSheet } from "./ast.ts";
import type { CompiledStyle, StyleOptions } from "./fragment.ts";
import { printSheet } from "./print.ts";
import { isLocalTarget } from "./url.ts";

/** The dependencies of a stylesheet: its imports, and the local files in `url()`. */
export function styleDependencies(ast: StyleSheet): readonly Dependency[] {
  const dependencies: Dependency[] = [];
  for (const { specifier, span } of ast.imports) dependencies.push({ kind: "style-import", specifier, span });
  for (const { target, span, font } of ast.urls) {
    if (!isLocalTarget(target)) continue;
    // Stylesheets made for browsers list several formats of a font; the author need not ship them all.
    dependencies.push({ kind: "asset", specifier: target, span, ...(font && { optional: "guarded" }) });
  }
  return dependencies;
}

/** Compiles a stylesheet. Never throws; prints what it cannot parse unchanged. */
export function compileStyle(ast: StyleSheet, source: SourceText, options: StyleOptions): Result<CompiledStyle> {
  const { pieces, illegal, diagnostics, hasHost } = printSheet(ast, source, options);
  const output = {
    path: source.path,
    sources: [source.path],
    pieces,
    illegalInComponent: illegal,
    hasHost,
  };
  if (options.component) diagnostics.push(...componentSelectorDiagnostics(output, source));
  return { output, diagnostics };
}

/** The warnings for a stylesheet that turns out to belong to a component after it was compiled without `component`. */
export function componentSelectorDiagnostics(
  { illegalInComponent }: Pick<CompiledStyle, "illegalInComponent">,
  source: SourceText,
): Diagnostic[] {
  return illegalInComponent.map(({ selector, span }) =>
    createDiagnostic("style/component-selector", { selector }, { source, span }),
  );
}
