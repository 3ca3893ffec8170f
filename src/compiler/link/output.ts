/**
 * The result of a build: files in memory, grouped by package. `src/package` archives it, the preview serves it, the
 * testing kit runs it. It does not depend on where it will be written.
 */

export interface Output {
  readonly app: AppIdentity;
  /** The main package first, then the others in the order of their names (code units). */
  readonly subpackages: readonly OutputSubpackage[];
  /** Source maps, one per emitted script or stylesheet; they ship next to the package, never inside. */
  readonly sourceMaps: readonly SourceMapFile[];
}

export interface SourceMapFile {
  /** Path of the script or stylesheet that the map belongs to. */
  readonly path: string;
  /** Version 3, as JSON in UTF-8. A script's map is created on first access. */
  readonly map: Uint8Array;
}

/** The source map of a script, if it has one. */
export function sourceMapOf(path: string, script: { readonly map?: Uint8Array }): readonly SourceMapFile[] {
  if (!("map" in script)) return [];
  return [
    {
      path,
      get map() {
        return script.map as Uint8Array;
      },
    },
  ];
}

export interface AppIdentity {
  readonly appId: string;
  readonly versionName: string;
  readonly versionCode: number;
  /** Runtime ABI that the emitted code needs, e.g. `1.0`; a runtime refuses a major version it does not know. */
  readonly abi: string;
  readonly minPlatform?: string;
  readonly permissions: readonly string[];
  readonly domains: NetworkDomains;
}

/** Hosts that each kind of request may reach; kinds that are absent may reach none. */
export interface NetworkDomains {
  readonly request?: readonly string[];
  readonly socket?: readonly string[];
  readonly upload?: readonly string[];
  readonly download?: readonly string[];
  readonly webview?: readonly string[];
}

export interface OutputSubpackage {
  /** `main`, or the subpackage's `name` in app.json, or its root if it has no name. */
  readonly name: string;
  /** Folder of the subpackage; `""` for the main package. */
  readonly root: string;
  readonly independent: boolean;
  /** Sorted by path (code units). */
  readonly files: readonly OutputFile[];
}

export interface OutputFile {
  /** `/`-separated, relative to the app's root, even for files of a subpackage. */
  readonly path: string;
  readonly content: Uint8Array;
}
