/** What the walk asks of the languages, and what it offers its helpers. */
import type { Code, Diagnostic } from "../diagnostics/index.ts";
import type { Dependency, SourceText } from "../source/index.ts";
import type { AppShape } from "./app-shape.ts";
import type { Edge, ModuleKind, Place } from "./graph.ts";
import type { Resolution, Resolver } from "./resolve.ts";

/** The files as the compiler reads them. */
export interface Sources {
  /** What a module refers to; `undefined` if it is not there after all. */
  module(kind: ModuleKind, id: string): ModuleFacts | undefined;
  /** Where other work of this process should have a turn before the walk goes on. */
  turn(): Promise<void> | undefined;
  /** A better answer than "not found", where the language has one. */
  explainMissing(place: Place, dependency: Dependency): Diagnostic | undefined;
  /** An entry's JSON file. */
  manifest(id: string, kind: "page" | "component"): ManifestFacts | undefined;
}

export interface ModuleFacts {
  readonly source: SourceText;
  readonly dependencies: readonly Dependency[];
  /** Tags of a template, each once, with the place of its first use. */
  readonly tags?: readonly TagUse[];
}

export interface TagUse {
  readonly tag: string;
  readonly place: { readonly start: number; readonly end: number };
}

export interface ManifestFacts {
  readonly source: SourceText;
  readonly json: Readonly<Record<string, unknown>>;
  /** Nothing could be read of it, which has been said: what it would declare is not known. */
  readonly broken?: boolean;
  spanOf(pointer: string): { readonly start: number; readonly end: number };
}

/** One walk under way. */
export interface Walk {
  readonly shape: AppShape;
  readonly resolver: Resolver;
  readonly sources: Sources;
  readonly diagnostics: Diagnostic[];
  /** Tags by template, for those that were visited. */
  readonly templateTags: ReadonlyMap<string, readonly TagUse[]>;
  /** Entry ids by tag of app.json's `usingComponents`, once they are resolved. */
  appComponents: ReadonlyMap<string, string | undefined> | undefined;
  /** Queues an entry unless it is known. */
  enter(id: string, kind: "page" | "component"): void;
  /** The id of an entry's template, script or sheet, if that file exists; it is queued. */
  part(id: string, part: "template" | "script" | "style"): string | undefined;
  /** The edges of a module that was visited. */
  moduleEdges(id: string): readonly Edge[];
  /** Reports something that is not there: an error, or a warning where missing things are allowed. */
  missing(code: Code, values: Readonly<Record<string, string>>, place: Place, name: string): void;
  warnIfClamped(found: Resolution, specifier: string, place: Place): void;
}
