/** The compiler as a library. The command line is in commands/, the testing kit in testing/. */
export { createCompiler } from "./compiler/index.ts";
export type { Compilation, Compiler, CompilerOptions, Diagnostic, Host, Output, UnitCache } from "./compiler/index.ts";
export { createDiskHost } from "./disk/index.ts";
export type { DiskHost } from "./disk/index.ts";
export { packOutput, verifyPackage } from "./package/index.ts";
