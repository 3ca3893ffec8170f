/**
 * Turns one script into the body of `function (require, module, exports) { … }`.
 *
 * esbuild transforms each module alone: it sees this text and these options and nothing else, so that the result can
 * be cached by content and no file of the project, or above it, changes how a script compiles. Specifiers stay as the
 * author wrote them; the linker maps them to modules.
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
  /** esbuild's name of a language level, e.g. `es2020`. */
  readonly target: string;
  readonly minify: boolean;
  readonly sourceMap: boolean;
  readonly environment: Environment;
  /** `compilerOptions` of the project's tsconfig.json, for TypeScript files. */
  readonly typescript?: TypeScriptOptions;
}

/** The compiler options that change what TypeScript means; all others are about checking. */
export interface TypeScriptOptions {
  readonly experimentalDecorators?: boolean;
  readonly useDefineForClassFields?: boolean;
  /** Only decides the default of `useDefineForClassFields`; the output follows `ScriptOptions.target`. */
  readonly target?: string;
  readonly verbatimModuleSyntax?: boolean;
  readonly preserveValueImports?: boolean;
}

/** esbuild, loaded: what it is given goes to its process at once. */
export interface ScriptCompiler {
  readonly transform: typeof import("esbuild").transform;
}

export interface CompiledScript {
  /** The function's body. It ends without a line end and may end in a comment. */
  readonly code: string;
  /** Absent if not asked for; lines and columns count from the beginning of `code`. */
  readonly map?: PartMap;
  /**
   * Specifiers that the compiled code still asks for, in order, each once. Imports that only types were taken from
   * and calls in branches that can never run are gone.
   */
  readonly requires: readonly string[];
}

/**
 * Compiles a script; the language follows from the file's extension (`.ts`, `.mts`, `.cts`: TypeScript).
 *
 * With an error among the diagnostics the output is an empty module.
 *
 * @param scan the file's scan, where the caller has it already
 * @param compiler likewise; with it the text is on its way when this returns
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
  if (diagnostics.length > 0) return { output: empty, diagnostics };
  const { transform } = compiler ?? (await loadScriptCompiler());
  try {
    // A hash-bang may not stand inside a function; as a comment it has the same length.
    const working = transform(replaceKnownFunctions(source.text.replace(/^#!/, "//")), {
      loader: isTypeScript(source.path) ? "ts" : "js",
      format: "cjs",
      platform: "neutral",
      target: options.target,
      charset: "utf8",
      // Licences ask for their text to stay with the code; all of them together are a kilobyte in a large app.
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
    // While esbuild's process is at work.
    const refused = checkPatterns(source);
    const result = await working;
    if (refused.length > 0) return { output: empty, diagnostics: refused };
    const warnings = result.warnings.length > 0 ? fromEsbuildWarnings(source, result.warnings, options.target) : [];
    return { output: finish(result.code, result.map, options, scan), diagnostics: warnings };
  } catch (failure) {
    return { output: empty, diagnostics: fromEsbuildFailure(source, failure, options.target) };
  }
}

/** The options that matter, if they have the type they should have; anything else in tsconfig.json is about checking. */
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

/** Loads esbuild; its process starts with the first script. */
export async function loadScriptCompiler(): Promise<ScriptCompiler> {
  return import("esbuild");
}

/** Loads esbuild and starts its process, so that the first module need not wait for it. */
export async function startScriptCompiler(): Promise<ScriptCompiler> {
  const compiler = await loadScriptCompiler();
  // The first script tells of trouble.
  compiler.transform("").catch(() => {});
  return compiler;
}

/** To be called once nothing compiles any more; the next script starts another process. */
export async function stopScriptCompiler(): Promise<void> {
  const { stop } = await import("esbuild");
  await stop();
}

const empty: CompiledScript = { code: "", requires: [] };

const isTypeScript = (path: string): boolean => /^\.[mc]?ts$/.test(extname(path));

function finish(text: string, mapText: string, options: ScriptOptions, scan: ScriptScan): CompiledScript {
  const trimmed = text.endsWith("\n") ? text.slice(0, -1) : text;
  // Only types, constants and `import()` make the compiled script ask for less, or otherwise, than its source.
  const changes = scan.dynamicImports.length > 0 || scan.dependencies.some((dependency) => dependency.elidable);
  const after = changes ? scanScript({ path: "module.js", text: trimmed }) : { ...scan, dynamicImports: [] };
  // A `require` that is somebody's parameter has another name once names are shortened; what it is given stays.
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
    // `const module` may not stand beside a parameter of that name, but in a block of its own it may.
    statements += "{";
    code += "\n}";
  }
  // A CommonJS module is already what it should be; ES modules are strict, which esbuild leaves to the wrapper to say.
  if (!scan.esm && statements === "") return withMap(code, mapText, options, requires);
  const rebound = rebindHelpers(code, { strict: scan.esm, statements });
  const { prelude, removed } = rebound;
  const columns = prelude.endsWith("\n") ? 0 : prelude.length - removed.length;
  return withMap(rebound.code, mapText, options, requires, { lines: removed.lines, columns });
}

/** What may be a lexical declaration of a name that the wrapper's parameters have; a needless block does no harm. */
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

/** `import(…)` would reach for the network: it becomes a call of the same length, so that columns stay right. */
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
