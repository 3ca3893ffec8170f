/**
 * What the walk needs to know of the app's manifests, in one form: read once by the manifest room, handed in.
 */
import type { ModuleKind, Place } from "./graph.ts";

export interface AppShape {
  /** Pages in the order of app.json, subpackages' pages after the main package's. */
  readonly pages: readonly Named[];
  /** Of these pages only whether they are there is of interest by now; a later walk goes into them. */
  readonly later?: ReadonlySet<string>;
  /** App-level `usingComponents`: tag → path as written. */
  readonly using: ReadonlyMap<string, Named>;
  /** `useExtendedLib` names, e.g. `weui`. */
  readonly extendedLibraries: ReadonlySet<string>;
  /** `tabBar.custom`: the app brings `custom-tab-bar/index`. */
  readonly customTabBar?: Place;
  /** `appBar`: the app brings `app-bar/index`. */
  readonly appBar?: Place;
  /** Files that manifests name (icons), as written, with where. */
  readonly assets: readonly Named[];
  /** Folder of worker scripts, normal form without slashes at the ends. */
  readonly workersRoot?: string;
  /** Names under which plugins are declared. */
  readonly plugins: ReadonlySet<string>;
  /** Modules to start from besides the entries' own. */
  readonly modules?: readonly { readonly kind: ModuleKind; readonly id: string }[];
  /** Where app.json is, for trouble without a better place. */
  readonly place: Place;
}

export interface Named {
  readonly name: string;
  readonly place: Place;
}
