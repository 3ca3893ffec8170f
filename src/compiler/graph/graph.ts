/**
 * The graph of an app: which pages and components there are, which modules they need, and by which edge.
 *
 * Plain data; `walk.ts` builds it, the linker and `miniapp inspect` read it. Ids are described in layout.ts.
 */
import type { Dependency, Span, SourceText } from "../source/index.ts";

export type ModuleKind = "script" | "json" | "template" | "wxs" | "style";

export interface Module {
  readonly id: string;
  readonly kind: ModuleKind;
  readonly source: SourceText;
  /** In source order. */
  readonly edges: readonly Edge[];
}

export interface Edge {
  readonly dependency: Dependency;
  /** Module or asset id; absent where nothing was found (a diagnostic says so). */
  readonly target?: string;
}

/** Edges that load code at once; the others (async, assets, plugins, workers) do not tie two packages together. */
export function isSynchronous(edge: Edge): boolean {
  switch (edge.dependency.kind) {
    case "require":
    case "template-import":
    case "template-include":
    case "wxs":
    case "wxs-require":
    case "style-import":
      return true;
    case "dynamic-import":
    case "require-async":
    case "plugin":
    case "worker":
    case "asset":
      return false;
  }
}

export interface Entry {
  /** Path without extension, e.g. `pages/index/index`. */
  readonly id: string;
  readonly kind: "page" | "component";
  readonly script?: string;
  readonly template?: string;
  readonly style?: string;
  /** `usingComponents` of its own JSON file and the app's, resolved. */
  readonly using: ReadonlyMap<string, Use>;
  /** Defaults of `componentGenerics`, resolved; `undefined` where none is declared. */
  readonly generics: ReadonlyMap<string, string | undefined>;
  /** The JSON file's content, `{}` without one. What a page takes of theme.json is put in when it is linked. */
  readonly json: Readonly<Record<string, unknown>>;
  /** What theme.json makes otherwise of a page in dark mode. */
  readonly dark?: Readonly<Record<string, unknown>>;
}

export interface Use {
  /** Entry id, or `undefined` where it was not found or comes from a plugin. */
  readonly id: string | undefined;
  /** Entry id or tag shown until `id` can be loaded. */
  readonly placeholder?: string;
}

/** A place in a file, kept for diagnostics that only a later phase can make. */
export interface Place {
  readonly source: SourceText;
  readonly span: Span;
}

export interface Graph {
  /** `app.js` or `app.ts`, and the app's own sheet. */
  readonly appScript?: string;
  readonly appStyle?: string;
  /** In the order of app.json; main package first. */
  readonly pages: readonly string[];
  /** Components that no page names and the main package still needs: custom tab bar, app bar. */
  readonly roots: readonly string[];
  /** Pages and components by id, in order of discovery. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly modules: ReadonlyMap<string, Module>;
  /** Files taken as they are: id → ids of the modules and entries that name them. */
  readonly assets: ReadonlyMap<string, readonly string[]>;
  /** Scripts of the workers folder that `createWorker` may start. */
  readonly workers: readonly string[];
}
