/** What the walk asks of the languages, and what it offers its helpers. */
import type { Code, Diagnostic } from "../diagnostics/index.ts";
import type { Dependency, SourceText } from "../source/index.ts";
import type { AppShape } from "./app-shape.ts";
import type { Edge, ModuleKind, SourceSpan } from "./graph.ts";
import type { Resolution, Resolver } from "./resolve.ts";

/** The project's files, as the compiler reads them. */
export interface Sources {
  /** What a module refers to; `undefined` if the file does not exist or is not ready yet. */
  module(kind: ModuleKind, id: string): ModuleFacts | undefined;
  /** A promise to await before the walk continues, if other work of this process needs a turn. */
  yieldToEventLoop(): Promise<void> | undefined;
  /** A more helpful diagnostic than "not found", if the language has one. */
  explainMissing(position: SourceSpan, dependency: Dependency): Diagnostic | undefined;
  /** An entry's JSON file. */
  manifest(id: string, kind: "page" | "component"): ManifestFacts | undefined;
}

export interface ModuleFacts {
  readonly source: SourceText;
  readonly dependencies: readonly Dependency[];
  /** Tags used in a template, without duplicates, with the position of the first use. */
  readonly tags?: readonly TagUse[];
}

export interface TagUse {
  readonly tag: string;
  readonly place: { readonly start: number; readonly end: number };
}

export interface ManifestFacts {
  readonly source: SourceText;
  readonly json: Readonly<Record<string, unknown>>;
  /** The file could not be parsed, which is already reported, so its declarations are unknown. */
  readonly broken?: boolean;
  spanOf(pointer: string): { readonly start: number; readonly end: number };
}

/** A walk in progress. */
/**
 * What is missing. `name` is the path as written, which `allowMissing` refers to, too; `from` is the id of the file that it
 * counts from, if it does not count from the app's root.
 */
export type Missing = readonly [
  code: Code,
  values: Readonly<Record<string, string>>,
  position: SourceSpan,
  name: string,
  from?: string,
];

export interface Walk {
  readonly shape: AppShape;
  readonly resolver: Resolver;
  readonly sources: Sources;
  readonly diagnostics: Diagnostic[];
  /** Tags of the visited templates. */
  readonly templateTags: ReadonlyMap<string, readonly TagUse[]>;
  /** Entry ids by tag of app.json's `usingComponents`; `undefined` until resolved. */
  appComponents: ReadonlyMap<string, string | undefined> | undefined;
  /** Queues an entry unless it is known. */
  enter(id: string, kind: "page" | "component"): void;
  /** Queues an entry's template, script or stylesheet and returns its id; `undefined` if that file does not exist. */
  part(id: string, part: "template" | "script" | "style"): string | undefined;
  /** Queues a module unless it is known. */
  need(kind: ModuleKind, id: string): void;
  /** The edges of a visited module. */
  moduleEdges(id: string): readonly Edge[];
  /** Reports something missing: an error, or a warning if `allowMissing` covers it. */
  missing(...missing: Missing): void;
  warnIfClamped(found: Resolution, specifier: string, position: SourceSpan): void;
}
