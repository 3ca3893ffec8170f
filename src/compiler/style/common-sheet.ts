/**
 * The stylesheet that is prepended to all others of its language, so that they can use its variables and mixins without
 * an import. WeChat's developer tools prepend `app.less` to each Less file, and `global.scss` or `global.sass` to each
 * Sass file; project.config.json may name other files.
 */
import { joinPath } from "../source/index.ts";
import type { SourceText } from "../source/index.ts";
import type { StyleFiles } from "./style-files.ts";

export interface CommonSheet {
  /** Host paths of the possible files, best first. */
  readonly candidates: readonly string[];
  /** Host paths of stylesheets that never get it prepended. The common stylesheet itself need not be listed. */
  readonly except: readonly string[];
}

export type CommonSheets = Readonly<Partial<Record<"css" | "less" | "scss" | "sass", CommonSheet>>>;

/** The settings of project.config.json, with paths from the app's root. */
export interface CommonSheetSettings {
  /** `less`, `sass`: the languages that WeChat's tools compile. Others get no common stylesheet. */
  readonly plugins: readonly string[];
  readonly less?: string;
  readonly scss?: string;
  readonly sass?: string;
}

/**
 * The common stylesheets of a project.
 * @param root host path of the app's root
 */
export function commonSheets(root: string, { plugins, less, scss, sass }: CommonSheetSettings): CommonSheets {
  const inRoot = (path: string) => joinPath(root, path);
  const scssPath = inRoot(scss ?? "global.scss");
  const sassPath = inRoot(sass ?? "global.sass");
  // These two never get a common stylesheet, whatever the settings name.
  const except = [inRoot("global.scss"), inRoot("global.sass")];
  return {
    ...(plugins.includes("less")
      ? { less: { candidates: [inRoot(less ?? "app.less")], except: [inRoot("app.less")] } }
      : {}),
    ...(plugins.includes("sass")
      ? {
          scss: { candidates: [scssPath, sassPath], except },
          sass: { candidates: [sassPath, scssPath], except },
        }
      : {}),
  };
}

/** The host path of the stylesheet to prepend to the one at `path`, if there is one; adds it to `sources`. */
export function readCommonSheet(
  common: CommonSheet | undefined,
  path: string,
  files: StyleFiles,
  sources: Map<string, SourceText>,
): string | undefined {
  if (!common || common.except.includes(path)) return undefined;
  const found = files.firstOf(common.candidates);
  if (found === undefined || found === path) return undefined;
  const source = files.read(found);
  if (!source) return undefined;
  sources.set(found, source);
  return found;
}
