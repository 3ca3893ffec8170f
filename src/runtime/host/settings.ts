/**
 * The settings that the host reads from `_miniapp/app.json`. The package is signed, but the host trusts no more of it
 * than it needs.
 */

export interface AppSettings {
  readonly window: Readonly<Record<"light" | "dark", WindowSettings>>;
  readonly tabBar?: TabBarSettings;
  readonly darkMode: boolean;
  /** `v2` if app.json has `"style": "v2"`: the newer look of built-in components. */
  readonly componentStyle: string;
  /** Paths of the compiled app.wxss. */
  readonly sheets: readonly string[];
  readonly packages: readonly { readonly name: string; readonly root: string; readonly pages: readonly string[] }[];
  readonly entryPage: string;
}

export interface WindowSettings {
  readonly navigationBarTitleText?: string;
  readonly navigationBarBackgroundColor?: string;
  readonly navigationBarTextStyle?: string;
  readonly navigationStyle?: string;
}

export interface TabBarSettings {
  readonly custom: boolean;
  readonly position: "top" | "bottom";
  readonly list: readonly { readonly pagePath: string; readonly text: string }[];
  readonly themed: Readonly<Record<"light" | "dark", TabBarTheme>>;
}

export interface TabBarTheme {
  readonly look: {
    readonly color?: string;
    readonly selectedColor?: string;
    readonly backgroundColor?: string;
    readonly borderStyle?: string;
  };
  readonly icons: readonly { readonly iconPath?: string; readonly selectedIconPath?: string }[];
}

/**
 * @param app the parsed `_miniapp/app.json`
 * @throws Error if it has no pages
 */
export function readSettings(app: Readonly<Record<string, unknown>>): AppSettings {
  const packages = app["packages"] as AppSettings["packages"] | undefined;
  const first = packages?.flatMap(({ pages }) => pages)[0];
  if (!packages || first === undefined) throw new Error("the package has no pages");
  const window = (app["window"] ?? {}) as Partial<AppSettings["window"]>;
  const tabBar = app["tabBar"] as TabBarSettings | undefined;
  return {
    window: { light: window.light ?? {}, dark: window.dark ?? window.light ?? {} },
    ...(tabBar ? { tabBar } : {}),
    darkMode: app["darkmode"] === true,
    componentStyle: app["componentStyle"] === "v2" ? "v2" : "default",
    sheets: (app["style"] as readonly string[] | undefined) ?? [],
    packages,
    entryPage: (app["entryPagePath"] as string | undefined) ?? first,
  };
}
