/**
 * Compiles one script into the body of `function (require, module, exports) { … }`.
 *
 * esbuild transforms each module on its own, from this text and these options only. So the result can be cached by
 * content, and no other file (such as a tsconfig.json in a parent folder) changes it. Specifiers stay as written; the
 * linker maps them to modules.
 */
import type { Diagnostic } from "../diagnostics/index.ts";
import { createDiagnostic } from "../diagnostics/index.ts";
import { extname } from "../source/index.ts";
import type { Result, SourceText } from "../source/index.ts";
import { shiftMappings } from "../source/source-map.ts";
import type { PartMap } from "../source/source-map.ts";
import { environmentDefines } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { fromEsbuildFailure, fromEsbuildWarnings } from "./esbuild-message.ts";
import { rebindHelpers } from "./interop.ts";
import { replaceKnownFunctions } from "./known-functions.ts";
import { checkPatterns } from "./patterns.ts";
import { scanScript } from "./scan.ts";
import type { ScriptScan } from "./scan-state.ts";

export interface ScriptOptions {
  /** Language level in esbuild's notation, e.g. `es2020`. */
  readonly target: string;
  readonly minify: boolean;
  readonly sourceMap: boolean;
  readonly environment: Environment;
  /** `compilerOptions` of the project's tsconfig.json, for TypeScript files. */
  readonly typescript?: TypeScriptOptions;
}

/** The TypeScript options that change what code does; all others only affect type checking. */
export interface TypeScriptOptions {
  readonly experimentalDecorators?: boolean;
  readonly useDefineForClassFields?: boolean;
  /** Only sets the default of `useDefineForClassFields`; the output follows `ScriptOptions.target`. */
  readonly target?: string;
  readonly verbatimModuleSyntax?: boolean;
  readonly preserveValueImports?: boolean;
}

/** The loaded esbuild. A call of `transform` sends its input to esbuild's process immediately. */
export interface ScriptCompiler {
  readonly transform: typeof import("esbuild").transform;
}

export interface CompiledScript {
  /** The function's body. It has no trailing newline and may end in a comment. */
  readonly code: string;
  /** Absent if not requested; lines and columns count from the beginning of `code`. */
  readonly map?: PartMap;
  /**
   * Specifiers that the compiled code still requires, in order, without duplicates. Type-only imports and calls in dead
   * branches are gone.
   */
  readonly requires: readonly string[];
}

/**
 * Compiles a script. The file extension decides the language (`.ts`, `.mts`, `.cts`: TypeScript).
 * If there is an error among the diagnostics, the output is an empty module.
 * @param scan the file's scan, if the caller already has it
 * @param compiler the loaded compiler, if the caller already has it; the text is then sent before this returns
 */
export async function compileScript(
  source: SourceText,
  options: ScriptOptions,
  scan: ScriptScan = scanScript(source),
  compiler?: ScriptCompiler,
): Promise<Result<CompiledScript>> {
  const diagnostics: Diagnostic[] = checkConstants(source, options.environment, scan);
  if (scan.decorator !== undefined && !isTypeScript(source.path)) {
    diagnostics.push(createDiagnostic("script/js-decorator", {}, { source, span: scan.decorator }));
  }
  if (diagnostics.length > 0) return { output: emptyScript, diagnostics };
  const { transform } = compiler ?? (await loadScriptCompiler());
  try {
    // A hashbang must not appear inside a function. A comment of the same length keeps all offsets.
    const working = transform(replaceKnownFunctions(source.text.replace(/^#!/, "//")), {
      loader: isTypeScript(source.path) ? "ts" : "js",
      format: "cjs",
      platform: "neutral",
      target: options.target,
      charset: "utf8",
      // Licences require their text to stay with the code; in a large app they add about a kilobyte in total.
      legalComments: "inline",
      logLevel: "silent",
      minify: options.minify,
      sourcemap: options.sourceMap ? "external" : false,
      sourcesContent: false,
      sourcefile: "module",
      define: environmentDefines(
        options.environment,
        scan.constants.some((read) => read.name === undefined),
      ),
      tsconfigRaw: { compilerOptions: isTypeScript(source.path) ? compilerOptions(options.typescript ?? {}) : {} },
    });
    // Check regular expressions while esbuild's process works.
    const refused = checkPatterns(source);
    const result = await working;
    if (refused.length > 0) return { output: emptyScript, diagnostics: refused };
    const warnings = result.warnings.length > 0 ? fromEsbuildWarnings(source, result.warnings, options.target) : [];
    return { output: finish(result.code, result.map, options, scan), diagnostics: warnings };
  } catch (failure) {
    return { output: emptyScript, diagnostics: fromEsbuildFailure(source, failure, options.target) };
  }
}

/** The relevant options that have the right type. All others in tsconfig.json only affect type checking. */
function compilerOptions(given: TypeScriptOptions): Record<string, boolean | string> {
  const chosen: Record<string, boolean | string> = {};
  for (const name of flags) if (typeof given[name] === "boolean") chosen[name] = given[name];
  if (typeof given.target === "string") chosen["target"] = given.target;
  return chosen;
}

const flags = [
  "experimentalDecorators",
  "useDefineForClassFields",
  "verbatimModuleSyntax",
  "preserveValueImports",
] as const;

/** Loads esbuild. Its process starts with the first transform. */
export async function loadScriptCompiler(): Promise<ScriptCompiler> {
  return import("esbuild");
}

/** Loads esbuild and starts its process, so that the first module does not wait for it. */
export async function startScriptCompiler(): Promise<ScriptCompiler> {
  const compiler = await loadScriptCompiler();
  // Ignore failures here: the first script reports them.
  compiler.transform("").catch(() => {});
  return compiler;
}

/** Stops esbuild's process. Call it only when nothing is being compiled; the next script starts a new process. */
export async function stopScriptCompiler(): Promise<void> {
  const { stop } = await import("esbuild");
  await stop();
}

const emptyScript: CompiledScript = { code: "", requires: [] };

const isTypeScript = (path: string): boolean => /^\.[mc]?ts$/.test(extname(path));

function finish(text: string, mapText: string, options: ScriptOptions, scan: ScriptScan): CompiledScript {
  const trimmed = text.endsWith("\n") ? text.slice(0, -1) : text;
  // Only type imports, inlined constants and `import()` can make the compiled script's dependencies differ from the
  // source's.
  const changes = scan.dynamicImports.length > 0 || scan.dependencies.some((dependency) => dependency.elidable);
  const after = changes ? scanScript({ path: "module.js", text: trimmed }) : { ...scan, dynamicImports: [] };
  // A `require` that is a parameter may be renamed by minification, so the scan of the output misses its calls. Keep
  // those whose specifier is still in the code.
  const handed = scan.dependencies.filter((one) => one.optional === "shadowed" && trimmed.includes(one.specifier));
  const requires = [...new Set([...after.dependencies, ...handed].map((dependency) => dependency.specifier))];
  let code = trimmed;
  let statements = "";
  if (after.dynamicImports.length > 0) {
    const name = freeName(trimmed);
    code = replaceWords(trimmed, after.dynamicImports, name);
    statements = `var ${name}=s=>require.async(s).then(module.esm.load);`;
  }
  if (!scan.esm && redeclared.test(code)) {
    // `const module` clashes with the wrapper's parameter of that name; in a block of its own it is allowed.
    statements += "{";
    code += "\n}";
  }
  // CommonJS needs no changes. ES modules are strict, and esbuild leaves it to the wrapper to add `"use strict"`.
  if (!scan.esm && statements === "") return withMap(code, mapText, options, requires);
  const rebound = rebindHelpers(code, { strict: scan.esm, statements });
  const { prelude, removed } = rebound;
  const columns = prelude.endsWith("\n") ? 0 : prelude.length - removed.length;
  return withMap(rebound.code, mapText, options, requires, { lines: removed.lines, columns });
}

/**
 * Matches code that may declare one of the wrapper's parameter names with `const`, `let` or `class`. False positives
 * are harmless: they only add a block.
 */
const redeclared =
  /\b(?:const|let|class)\s+(?:module|exports|require)\b|\b(?:const|let)\s*[{[][^=;]{0,200}\b(?:module|exports|require)\b/;

function withMap(
  code: string,
  mapText: string,
  options: ScriptOptions,
  requires: readonly string[],
  shift = { lines: 0, columns: 0 },
): CompiledScript {
  if (!options.sourceMap) return { code, requires };
  const { mappings, names } = JSON.parse(mapText) as PartMap;
  return { code, map: { mappings: shiftMappings(mappings, shift.lines, shift.columns), names }, requires };
}

/**
 * Replaces `import` in `import(…)`, which would load from the network, by a function name of the same length, so that
 * columns stay correct.
 */
function replaceWords(code: string, offsets: readonly number[], name: string): string {
  let result = "";
  let from = 0;
  for (const offset of offsets) {
    result += code.slice(from, offset) + name;
    from = offset + name.length;
  }
  return result + code.slice(from);
}

function freeName(code: string): string {
  let name = "$async";
  for (let n = 0; code.includes(name); n++) name = `$a${String(n).padStart(4, "0")}`;
  return name;
}

function checkConstants(source: SourceText, environment: Environment, scan: ScriptScan): Diagnostic[] {
  const known = Object.keys(environment);
  return scan.constants.flatMap(({ name, span }) =>
    name === undefined || known.includes(name)
      ? []
      : [
          createDiagnostic(
            "script/unknown-constant",
            { name, known: known.sort().join(", ") || "none" },
            { source, span },
          ),
        ],
  );
}
