/** What a scan of a script yields, and what the scanner remembers while it walks. */
import type { Diagnostic } from "../diagnostics/index.ts";
import type { Dependency, SourceText, Span } from "../source/index.ts";

export interface ScriptDependency extends Dependency {
  /**
   * Set if the module may be absent without the build being wrong. `guarded`: called inside `try`, the author reckons
   * with a failure. `shadowed`: `require` is a parameter or local variable here (browserify, AMD), so the call may
   * have nothing to do with the project's modules.
   */
  readonly optional?: "guarded" | "shadowed";
  /**
   * Compiling may drop this dependency: TypeScript if only types are taken from it, constants if it stands in a branch
   * that can never run. `CompiledScript.requires` has the last word.
   */
  readonly elidable?: true;
}

export interface ConstantRead {
  readonly name?: string;
  readonly span: Span;
}

export interface ScriptScan {
  readonly dependencies: readonly ScriptDependency[];
  /** True if the file has `import` or `export` statements. */
  readonly esm: boolean;
  readonly exports: ModuleExports;
  /** Where the script reads environment constants; no name means that it wants the whole object. */
  readonly constants: readonly ConstantRead[];
  /** The first decorator. */
  readonly decorator?: Span;
  /** Offsets of the word `import` of each `import(…)`. */
  readonly dynamicImports: readonly number[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What a script offers to `import { name }`. */
export interface ModuleExports {
  /** False if the set of names cannot be known: CommonJS, or a form the scanner does not follow. */
  readonly certain: boolean;
  /** Names of values, and in TypeScript of types too. */
  readonly names: readonly string[];
  /** Specifiers of `export * from`. */
  readonly stars: readonly string[];
}

/** What the scanner knows while it walks; shared with the readers of import and export clauses. */
export interface ScanState {
  readonly source: SourceText;
  readonly text: string;
  readonly typescript: boolean;
  /** Whether the text has constants on which branches may depend; absent until asked. */
  foldable: boolean | undefined;
  readonly dependencies: ScriptDependency[];
  readonly dynamicImports: number[];
  readonly constants: ConstantRead[];
  readonly diagnostics: Diagnostic[];
  readonly names: Set<string>;
  readonly stars: string[];
  /** One entry per open bracket, made of the bits below. */
  readonly stack: number[];
  /** Offsets of the brackets on the stack, where somebody wants them. */
  opened: number[] | undefined;
  /** Offsets of regular expressions, where somebody wants them. */
  patterns: Set<number> | undefined;
  previous: Previous;
  esm: boolean;
  commonjs: boolean;
  certain: boolean;
  /** In `export const a = …`, where a comma would begin a further name. */
  exportingVariables: boolean;
  /** How many enclosing functions or blocks declare their own `require`. */
  shadows: number;
  tries: number;
  pending: number;
  /** Bits of the bracket that was closed last. */
  closed: number;
  declaring: boolean;
  decorator: Span | undefined;
  dynamicNoted: boolean;
}

/** What the token before means for a following slash or word. */
export type Previous = 0 | 1 | 2 | 3 | 4 | 5;
