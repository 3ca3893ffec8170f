/** Reads theme.json and resolves references to it (`@name`) in app.json and page JSON. */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { SourceText } from "../source/text.ts";
import type { AppManifest } from "./app.ts";
import { validateTheme } from "./generated/validators.mjs";
import type { JsonObject } from "./json.ts";
import { pointerPart } from "./json-positions.ts";
import type { PageManifest } from "./page.ts";
import { openFile, readObject } from "./read.ts";
import type { Located, ReadResult } from "./read.ts";
import { themeSchema } from "./schemas/sitemap-theme.ts";
import { nearest } from "../diagnostics/suggest.ts";
import { windowProperties } from "./schemas/shared.ts";
import type { WindowOptions } from "./window.ts";

type Value = string | number | boolean;

export interface Theme extends Located {
  readonly light: ReadonlyMap<string, Value>;
  readonly dark: ReadonlyMap<string, Value>;
}

/** The same options for light and for dark mode. Equal unless a `@name` is used. */
export interface Themed<T> {
  readonly light: T;
  readonly dark: T;
}

/** A tab bar with all `@name`s resolved. */
export interface ThemedTabBar {
  readonly look: Readonly<Record<string, string>>;
  /** In the order of `TabBar.list`. */
  readonly icons: readonly { readonly iconPath: string | undefined; readonly selectedIconPath: string | undefined }[];
}

/** Reads theme.json. */
export function readTheme(source: SourceText): ReadResult<Theme> {
  const { root, located, diagnostics } = openFile(source, themeSchema, validateTheme, { mode: "manifest" });
  return { manifest: { ...located, light: readMode(root, "light"), dark: readMode(root, "dark") }, diagnostics };
}

/**
 * Resolves `@name`s in the window options of app.json (`pointer` is `/window`) or of a page (`pointer` is `""`). A name
 * that one mode lacks gets the other mode's value. A name that both lack is a warning, and its option is left out.
 * @param theme absent if app.json names no theme.json; every `@name` is unknown then
 */
export function themedWindow(
  owner: AppManifest | PageManifest,
  pointer: "/window" | "",
  theme: Theme | undefined,
  diagnostics: Diagnostic[],
): Themed<WindowOptions> {
  return themed(owner, owner.window, pointer, theme, diagnostics);
}

/**
 * A page's JSON for the runtime with the `@name`s of its window resolved, by the same rules. `json` has the values of
 * light mode, `dark` those that differ in dark mode.
 * @param page its `json` is the whole object
 * @returns `undefined` if the page uses no `@name`
 */
export function themedPage(
  page: Pick<Located, "source" | "spanOf"> & { readonly json: Readonly<Record<string, unknown>> },
  theme: Theme | undefined,
  diagnostics: Diagnostic[],
): { readonly json: Readonly<Record<string, unknown>>; readonly dark: WindowOptions } | undefined {
  const named = Object.entries(page.json).filter(
    ([key, value]) => isName(key, value) && Object.hasOwn(windowProperties, key),
  );
  if (named.length === 0) return undefined;
  const { light, dark } = themed(page, Object.fromEntries(named) as WindowOptions, "", theme, diagnostics);
  const names = new Set(named.map(([key]) => key));
  const rest = Object.entries(page.json).filter(([key]) => !names.has(key));
  return {
    json: { ...Object.fromEntries(rest), ...light },
    dark: Object.fromEntries(Object.entries(dark).filter(([key, value]) => light[key] !== value)),
  };
}

/** A title is excluded, because it may begin with a literal @. */
function isName(key: string, value: unknown): value is string {
  return typeof value === "string" && value.startsWith("@") && key !== "navigationBarTitleText";
}

/** Resolves `@name`s in the tab bar, including icons; `undefined` if there is no tab bar. */
export function themedTabBar(
  app: AppManifest,
  theme: Theme | undefined,
  diagnostics: Diagnostic[],
): Themed<ThemedTabBar> | undefined {
  const { tabBar } = app;
  if (!tabBar) return undefined;
  const look = themed(app, tabBar.look, "/tabBar", theme, diagnostics);
  const icons = tabBar.list.map(({ iconPath, selectedIconPath, pointer }) => {
    const paths: Record<string, string> = {};
    if (iconPath !== undefined) paths["iconPath"] = iconPath;
    if (selectedIconPath !== undefined) paths["selectedIconPath"] = selectedIconPath;
    return themed(app, paths, pointer, theme, diagnostics);
  });
  const pick = (mode: "light" | "dark"): ThemedTabBar => ({
    look: strings(look[mode]),
    icons: icons.map((icon) => {
      const paths = strings(icon[mode]);
      return { iconPath: paths["iconPath"], selectedIconPath: paths["selectedIconPath"] };
    }),
  });
  return { light: pick("light"), dark: pick("dark") };
}

function themed(
  owner: Pick<Located, "source" | "spanOf">,
  options: WindowOptions,
  pointer: string,
  theme: Theme | undefined,
  diagnostics: Diagnostic[],
): Themed<WindowOptions> {
  const light: Record<string, Value> = {};
  const dark: Record<string, Value> = {};
  for (const key of Object.keys(options)) {
    const value = options[key] as Value;
    if (!isName(key, value)) {
      light[key] = dark[key] = value;
      continue;
    }
    const name = value.slice(1);
    const inLight = theme?.light.get(name) ?? theme?.dark.get(name);
    const inDark = theme?.dark.get(name) ?? theme?.light.get(name);
    if (inLight !== undefined && inDark !== undefined) {
      light[key] = inLight;
      dark[key] = inDark;
    } else diagnostics.push(unknownName(owner, `${pointer}/${pointerPart(key)}`, name, theme));
  }
  return { light, dark };
}

function unknownName(
  owner: Pick<Located, "source" | "spanOf">,
  pointer: string,
  name: string,
  theme: Theme | undefined,
): Diagnostic {
  const near = theme && nearest(name, [...theme.light.keys(), ...theme.dark.keys()]);
  const advice = theme
    ? near === undefined
      ? `Define \`${name}\` under \`light\` and \`dark\` in ${theme.source.path}.`
      : `Did you mean \`@${near}\`?`
    : "Set `themeLocation` in app.json to the path of a theme.json.";
  return createDiagnostic(
    "manifest/unknown-theme-name",
    { name, advice },
    { source: owner.source, span: owner.spanOf(pointer) },
  );
}

function readMode(root: JsonObject, mode: "light" | "dark"): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  const object = readObject(root[mode]);
  for (const name of Object.keys(object)) {
    const value = object[name];
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") values.set(name, value);
  }
  return values;
}

function strings(options: WindowOptions): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key, String(value)]));
}
