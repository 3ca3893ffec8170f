/**
 * Scripts: JavaScript, TypeScript and JSON modules. `scanScript` finds a file's dependencies, `compileScript` compiles
 * it to a function body, and `esmSource` is the helper object that the compiled bodies use as `module.esm`.
 * Deliberately absent: path resolution (graph/) and the module registry (link/).
 */
export { missingImports } from "./check-imports.ts";
export type { ExportingModule } from "./check-imports.ts";
export { compileScript, loadScriptCompiler, startScriptCompiler, stopScriptCompiler } from "./compile.ts";
export type { CompiledScript, ScriptCompiler, ScriptOptions } from "./compile.ts";
export { definedMethods, hasWord, mayDecideMethods } from "./definition.ts";
export { environmentTypes } from "./environment.ts";
export { ScriptCompilerStopped } from "./esbuild-message.ts";
export { esmSource } from "./interop.ts";
export { compileJson } from "./json.ts";
export { missingBuiltin, nodeBuiltin } from "./node-builtin.ts";
export { packageEntry, packageSubpath } from "./package-entry.ts";
export { scanScript } from "./scan.ts";
export type { ScriptDependency, ScriptScan } from "./scan-state.ts";
