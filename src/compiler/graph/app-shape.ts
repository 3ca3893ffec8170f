/**
 * The parts of the app's manifests that the walk needs. The manifest room reads them; the walk gets them as an
 * argument.
 */
import type { ModuleKind, SourceSpan } from "./graph.ts";

export interface AppShape {
  /** Pages in the order of app.json; pages of subpackages come after those of the main package. */
  readonly pages: readonly NamedReference[];
  /** Pages that a later walk will visit. This walk only checks that they exist. */
  readonly skippedPages?: ReadonlySet<string>;
  /** App-level `usingComponents`: tag → path as written. */
  readonly using: ReadonlyMap<string, NamedReference>;
  /** Names in `useExtendedLib`, such as `weui`, with their positions. */
  readonly extendedLibraries: ReadonlyMap<string, SourceSpan>;
  /** Position of `tabBar.custom`: the app provides `custom-tab-bar/index`. */
  readonly customTabBar?: SourceSpan;
  /** Position of `appBar`: the app provides `app-bar/index`. */
  readonly appBar?: SourceSpan;
  /** Files that manifests name (icons): path as written, and its position. */
  readonly assets: readonly NamedReference[];
  /** Folder of worker scripts, normalized, without leading or trailing slash. */
  readonly workersRoot?: string;
  /** Names under which plugins are declared. */
  readonly plugins: ReadonlySet<string>;
  /** Modules to start from besides those of the entries. */
  readonly modules?: readonly { readonly kind: ModuleKind; readonly id: string }[];
  /** Position of app.json, for diagnostics without a better one. */
  readonly position: SourceSpan;
}

export interface NamedReference {
  readonly name: string;
  readonly position: SourceSpan;
}
