/**
 * Tree to fragment: css that depends on the sheet's own content alone, so that it is made once however many pages use
 * it. What only the linker knows (scope, `rpx`, imported sheets, where assets are) stays a marker or a piece.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { Dependency, Result, SourceText } from "../source/index.ts";
import type { StyleSheet } from "./ast.ts";
import type { CompiledStyle, StyleOptions } from "./fragment.ts";
import { printSheet } from "./print.ts";
import { isLocalTarget } from "./url.ts";

/** Edges of a sheet: its imports, and the local files its `url()`s name. */
export function styleDependencies(ast: StyleSheet): readonly Dependency[] {
  const dependencies: Dependency[] = [];
  for (const { specifier, span } of ast.imports) dependencies.push({ kind: "style-import", specifier, span });
  for (const { target, span, font } of ast.urls) {
    if (!isLocalTarget(target)) continue;
    // Sheets made for browsers list each form of a font; which of them came along is the author's choice.
    dependencies.push({ kind: "asset", specifier: target, span, ...(font && { optional: "guarded" }) });
  }
  return dependencies;
}

/** Compiles a sheet. Never throws; what it cannot read it prints as it stands. */
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

/** The warnings for a sheet that turns out to belong to a component, where `compileStyle` was not told so. */
export function componentSelectorDiagnostics(
  { illegalInComponent }: Pick<CompiledStyle, "illegalInComponent">,
  source: SourceText,
): Diagnostic[] {
  return illegalInComponent.map(({ selector, span }) =>
    createDiagnostic("style/component-selector", { selector }, { source, span }),
  );
}
