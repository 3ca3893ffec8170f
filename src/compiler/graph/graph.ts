/**
 * The graph of an app: its pages and components, the modules they need, and the edges between modules.
 *
 * Plain data; `walk.ts` builds it, the linker and `miniapp inspect` read it. layout.ts describes ids.
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
  /** Module or asset id; absent if nothing was found (a diagnostic reports that). */
  readonly target?: string;
}

/**
 * Whether the edge loads code immediately. The other edges (async, assets, plugins, workers) do not force two modules
 * into the same package.
 */
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
    case "require-pattern":
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
  /** `usingComponents` of the entry's own JSON file and of the app, resolved. */
  readonly using: ReadonlyMap<string, Use>;
  /** Defaults of `componentGenerics`, resolved; `undefined` for a generic without a default. */
  readonly generics: ReadonlyMap<string, string | undefined>;
  /** The JSON file's content, `{}` without one. theme.json values of a page are filled in during linking. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The settings of a page that theme.json changes in dark mode. */
  readonly dark?: Readonly<Record<string, unknown>>;
}

export interface Use {
  /** Entry id; `undefined` if the component was not found or comes from a plugin. */
  readonly id: string | undefined;
  /** Entry id or tag to render until `id` is loaded. */
  readonly placeholder?: string;
}

/** A position in a file, kept for diagnostics of a later phase. */
export interface SourceSpan {
  readonly source: SourceText;
  readonly span: Span;
}

export interface Graph {
  /** `app.js` or `app.ts`; `appStyle` is the app's own stylesheet. */
  readonly appScript?: string;
  readonly appStyle?: string;
  /** The stylesheet of an extended library, which applies ahead of `appStyle`; its only owner if there is no app.wxss. */
  readonly libraryStyle?: string;
  /** In the order of app.json; main package first. */
  readonly pages: readonly string[];
  /** Components that the main package needs although no page names them: custom tab bar, app bar. */
  readonly roots: readonly string[];
  /** Pages and components by id, in order of discovery. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly modules: ReadonlyMap<string, Module>;
  /** Copied files: id → ids of the modules and entries that name them. */
  readonly assets: ReadonlyMap<string, readonly string[]>;
  /** Scripts of the workers folder that `createWorker` may start. */
  readonly workers: readonly string[];
}
