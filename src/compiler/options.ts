/** What a build depends on besides the project's files. */
import type { Preprocessors } from "./style/index.ts";
import type { UnitCache } from "./units.ts";

export interface CompilerOptions {
  /** Version of the compiler; part of every cache key. */
  readonly version: string;
  /** Environment of miniapp.json whose constants are compiled in. */
  readonly mode?: string;
  /** Language level, overrides miniapp.json. */
  readonly target?: string;
  readonly minify?: boolean;
  readonly sourceMaps: boolean;
  /** Missing pages, components, modules and files are warnings instead of errors. */
  readonly allowMissing: boolean;
  /**
   * Honours `setting.urlCheck` of project.private.config.json. For previews only: the file is a developer's own, so it
   * must not affect a shipped build.
   */
  readonly readPrivateConfig?: boolean;
  readonly preprocessors: Preprocessors;
  /** A collision-resistant digest as text. */
  readonly digest: (data: string | Uint8Array) => string;
  readonly cache?: UnitCache;
  /**
   * Emits every unscoped stylesheet with imports as a list of stylesheets, even if no other page shares them. Then a
   * change of one page's imports does not affect other pages. For rebuilds in a running app.
   */
  readonly listSheets?: boolean;
  /**
   * For a compiler that builds once: reuses the stored build of another process as far as the files are the same, and
   * stores its own. Needs a cache.
   */
  readonly repeat?: boolean;
  /** Yields to the event loop, so that data to and from the script compiler's process can flow. */
  readonly yieldToEventLoop?: () => Promise<void>;
}
