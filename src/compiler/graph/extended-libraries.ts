/**
 * `useExtendedLib` of app.json: libraries that WeChat adds to an app without counting their size. Here they come from
 * npm packages of the project, like any other component.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Walk } from "./sources.ts";

interface Library {
  readonly packages: readonly string[];
  /** A component whose presence shows that the library is installed. */
  readonly component: string;
  /** Stylesheet that applies to the whole app, ahead of app.wxss. */
  readonly style?: string;
}

const libraries: ReadonlyMap<string, Library> = new Map([
  [
    "weui",
    {
      packages: ["weui-miniprogram"],
      component: "weui-miniprogram/icon/icon",
      style: "weui-miniprogram/weui-wxss/dist/style/weui.wxss",
    },
  ],
  ["kbone", { packages: ["miniprogram-element", "miniprogram-render"], component: "miniprogram-element" }],
]);

/** Reports libraries that are not installed. Returns the module id of the stylesheet that they add to the app, if any. */
export function enterExtendedLibraries(walk: Walk): string | undefined {
  let added: string | undefined;
  for (const [name, position] of walk.shape.extendedLibraries) {
    const { packages = [], component, style } = libraries.get(name) ?? {};
    if (component === undefined || !walk.resolver.component(component, "app.json")) {
      const todo =
        component === undefined
          ? "Remove it from app.json"
          : `Run \`npm install ${packages.join(" ")}\` in the project`;
      walk.diagnostics.push(createDiagnostic("graph/extended-library", { name, todo }, position));
      continue;
    }
    const found = style === undefined ? undefined : walk.resolver.style(style, "app.wxss");
    if (!found) continue;
    walk.need("style", found.id);
    added = found.id;
  }
  return added;
}
