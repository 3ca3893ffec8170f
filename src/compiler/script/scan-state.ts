/** The result of scanning a script, and the scanner's state. */
import type { Diagnostic } from "../diagnostics/index.ts";
import type { Dependency, SourceText, Span } from "../source/index.ts";

export interface ScriptDependency extends Dependency {
  /**
   * Set if a missing module is not an error. `guarded`: the call is inside `try`, so the author expects that it may
   * fail. `shadowed`: `require` is a parameter or local variable here (browserify, AMD), so the call may have nothing
   * to do with the project's modules.
   */
  readonly optional?: "guarded" | "shadowed";
  /**
   * Compilation may drop this dependency: TypeScript drops type-only imports, and inlined constants remove dead
   * branches. `CompiledScript.requires` is the final list.
   */
  readonly elidable?: true;
}

export interface ConstantRead {
  readonly name?: string;
  readonly span: Span;
}

export interface ScriptScan {
  readonly dependencies: readonly ScriptDependency[];
  /** Whether the file has `import` or `export` statements. */
  readonly esm: boolean;
  readonly exports: ModuleExports;
  /** Where the script reads environment constants; without a name it reads the whole object. */
  readonly constants: readonly ConstantRead[];
  /** The first decorator. */
  readonly decorator?: Span;
  /** Offsets of the word `import` of each `import(…)`. */
  readonly dynamicImports: readonly number[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What a script offers to `import { name }`. */
export interface ModuleExports {
  /** False if the set of names is not known: CommonJS, or a form that the scanner does not follow. */
  readonly certain: boolean;
  /** Names of values, and in TypeScript also of types. */
  readonly names: readonly string[];
  /** Specifiers of `export * from`. */
  readonly stars: readonly string[];
}

/** The scanner's state, shared with the readers of import and export clauses. */
export interface ScanState {
  readonly source: SourceText;
  readonly text: string;
  readonly typescript: boolean;
  /** Whether the text contains constants that branches may depend on; `undefined` until first needed. */
  foldable: boolean | undefined;
  readonly dependencies: ScriptDependency[];
  readonly dynamicImports: number[];
  readonly constants: ConstantRead[];
  readonly diagnostics: Diagnostic[];
  readonly names: Set<string>;
  readonly stars: string[];
  /** One entry per open bracket, made of the bits in scan.ts. */
  readonly stack: number[];
  /** Offsets of the brackets on the stack; recorded only for `unclosedBracket`. */
  opened: number[] | undefined;
  /** Offsets of regular expressions; recorded only for `findPatterns`. */
  patterns: Set<number> | undefined;
  previous: Previous;
  esm: boolean;
  commonjs: boolean;
  certain: boolean;
  /** Inside `export const a = …`, where a comma starts a further name. */
  exportingVariables: boolean;
  /** How many enclosing functions or blocks declare their own `require`. */
  shadows: number;
  tries: number;
  pending: number;
  /** Bits of the most recently closed bracket. */
  closed: number;
  declaring: boolean;
  decorator: Span | undefined;
  dynamicNoted: boolean;
}

/** What the previous token means for a following slash or word. */
export type Previous = 0 | 1 | 2 | 3 | 4 | 5;
