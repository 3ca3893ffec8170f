/** Compiles one stylesheet of any language to a fragment; the graph calls this for each module. */
import type { Diagnostic } from "../diagnostics/index.ts";
import type { Dependency, Host, SourceText } from "../source/index.ts";
import { compileStyle, styleDependencies } from "./compile.ts";
import type { CompiledStyle, StyleOptions } from "./fragment.ts";
import { createOrigin } from "./origin.ts";
import { parseStyle } from "./parse.ts";
import { preprocessStyle, styleLanguage } from "./preprocess.ts";
import type { PreprocessOptions, Preprocessors } from "./preprocess.ts";
import type { UsedPackage } from "./style-files.ts";

/** `root` is also the root of absolute paths in Less and Sass imports. */
export interface StyleModuleOptions extends StyleOptions, PreprocessOptions {
  readonly host: Host;
  readonly preprocessors: Preprocessors;
}

export interface StyleModule {
  readonly style: CompiledStyle;
  readonly dependencies: readonly Dependency[];
  readonly diagnostics: readonly Diagnostic[];
  /** Other files that the result depends on, and paths that were looked for but do not exist; empty for CSS. */
  readonly inputs: readonly string[];
  readonly absent: readonly string[];
  /** Requested npm packages and where they are. */
  readonly packages: readonly UsedPackage[];
}

/** Parses and compiles a stylesheet, including Less and Sass. Never throws for errors in the source. */
export async function compileStyleModule(source: SourceText, options: StyleModuleOptions): Promise<StyleModule> {
  if (styleLanguage(options.path ?? source.path) === "css")
    return { ...compileCss(source, options), inputs: [], absent: [], packages: [] };
  const { output, diagnostics } = await preprocessStyle(source, options.host, options.preprocessors, options);
  const css: SourceText = { path: source.path, text: output.css };
  const compiled = compileCss(css, options);
  const origin = createOrigin(source, options.path ?? source.path, css, output);
  return {
    style: origin.style(compiled.style),
    dependencies: origin.dependencies(compiled.dependencies),
    diagnostics: [...diagnostics, ...origin.diagnostics(compiled.diagnostics)],
    inputs: output.inputs,
    absent: output.absent,
    packages: output.packages,
  };
}

function compileCss(source: SourceText, options: StyleOptions) {
  const { ast, diagnostics } = parseStyle(source);
  const compiled = compileStyle(ast, source, options);
  return {
    style: compiled.output,
    dependencies: styleDependencies(ast),
    diagnostics: [...diagnostics, ...compiled.diagnostics],
  };
}
