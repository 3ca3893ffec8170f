/** What a build depends on besides the project's files. */
import type { Preprocessors } from "./style/index.ts";
import type { UnitCache } from "./units.ts";

export interface CompilerOptions {
  /** Version of the compiler; a part of every cache key. */
  readonly version: string;
  /** Environment of miniapp.json whose constants are compiled in. */
  readonly mode?: string;
  /** Overrides miniapp.json's. */
  readonly target?: string;
  readonly minify?: boolean;
  readonly sourceMaps: boolean;
  /** Missing pages, components, modules and files are warnings. */
  readonly allowMissing: boolean;
  /** `setting.urlCheck` of project.private.config.json counts: for previews, whose outcome nobody else gets. */
  readonly ownSettings?: boolean;
  readonly preprocessors: Preprocessors;
  /** A collision-resistant digest as text. */
  readonly digest: (data: string | Uint8Array) => string;
  readonly cache?: UnitCache;
  /**
   * Every unscoped sheet that imports others is a list of sheets, also where no other page shares them: what one page
   * imports is no matter of the others then. For builds that follow each other in a running app.
   */
  readonly listSheets?: boolean;
  /**
   * For a compiler that builds once: takes over what another process built, as far as files are the same, and keeps what
   * it builds itself. Needs a cache.
   */
  readonly repeat?: boolean;
  /** Gives what waits outside of the compiler its turn: scripts go to another process, and come back from there. */
  readonly turn?: () => Promise<void>;
}
