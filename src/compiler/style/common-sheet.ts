/**
 * The sheet whose variables and mixins every other sheet of its language sees without an import: WeChat's developer
 * tools put `app.less` in front of each Less sheet, and `global.scss` or `global.sass` in front of each Sass sheet, or
 * what project.config.json names instead.
 */
import { joinPath } from "../source/index.ts";
import type { SourceText } from "../source/index.ts";
import type { StyleFiles } from "./style-files.ts";

export interface CommonSheet {
  /** Host paths of the files that it may be, best first. */
  readonly candidates: readonly string[];
  /** Host paths of sheets that it is never put in front of; it itself need not be among them. */
  readonly except: readonly string[];
}

export type CommonSheets = Readonly<Partial<Record<"css" | "less" | "scss" | "sass", CommonSheet>>>;

/** What project.config.json says, paths from the app's root. */
export interface CommonSheetSettings {
  /** `less`, `sass`: languages that WeChat's tools compile; a sheet of another is not theirs to add to. */
  readonly plugins: readonly string[];
  readonly less?: string;
  readonly scss?: string;
  readonly sass?: string;
}

/** @param root host path of the app's root */
export function commonSheets(root: string, { plugins, less, scss, sass }: CommonSheetSettings): CommonSheets {
  const inRoot = (path: string) => joinPath(root, path);
  const scssPath = inRoot(scss ?? "global.scss");
  const sassPath = inRoot(sass ?? "global.sass");
  // These two stay out of each other's way whatever the settings name.
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

/** The host path of the sheet that belongs in front of the one at `path`, if there is one; adds it to `sources`. */
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
