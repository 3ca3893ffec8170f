/** Checks between the parts of one app.json. */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Code, Diagnostic } from "../diagnostics/index.ts";
import type { AppManifest, PageEntry } from "./app.ts";
import { nearest } from "../diagnostics/suggest.ts";

/** Runs all checks; adds problems to `diagnostics`. */
export function checkApp(app: AppManifest, diagnostics: Diagnostic[]): void {
  const { source } = app;
  const report = (
    code: Code,
    pointer: string,
    values: Record<string, string>,
    related: readonly Related[] = [],
  ): void => {
    const more = related.map((r) => ({ message: r.message, position: { source, span: app.spanOf(r.pointer) } }));
    diagnostics.push(createDiagnostic(code, values, { source, span: app.spanOf(pointer) }, more));
  };
  const everyPage = new Map<string, PageEntry>();
  for (const page of [...app.pages, ...app.subpackages.flatMap((subpackage) => subpackage.pages)]) {
    everyPage.set(page.path, page);
  }
  checkRoots(app, report);
  checkTabs(app, everyPage, report);
  if (typeof app.raw["entryPagePath"] === "string" && app.entryPagePath !== "" && !everyPage.has(app.entryPagePath)) {
    const suggestion = suggest(app.entryPagePath, everyPage);
    report("manifest/unknown-entry-page", "/entryPagePath", { path: app.entryPagePath, suggestion });
  }
  for (const { page, pointer } of app.preloadRule) {
    if (!everyPage.has(page)) report("manifest/unknown-preload", pointer, { kind: "page", name: page });
  }
}

interface Related {
  readonly message: string;
  readonly pointer: string;
}

type Report = (code: Code, pointer: string, values: Record<string, string>, related?: readonly Related[]) => void;

/** Roots must not be nested, and no page of the main package may be inside one. */
function checkRoots(app: AppManifest, report: Report): void {
  // In code-unit order with a trailing slash, a root comes directly after the roots that contain it.
  const sorted = app.subpackages
    .map((subpackage) => ({ subpackage, folder: `${subpackage.root}/` }))
    .sort((a, b) => (a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : 0));
  let outer = sorted[0];
  for (const inner of sorted.slice(1)) {
    if (outer && inner.folder.startsWith(outer.folder)) {
      report(
        "manifest/nested-subpackages",
        `${inner.subpackage.pointer}/root`,
        { inner: inner.subpackage.root, outer: outer.subpackage.root },
        [{ message: "The other subpackage.", pointer: `${outer.subpackage.pointer}/root` }],
      );
    } else outer = inner;
  }
  const roots = new Map(app.subpackages.map((subpackage) => [subpackage.root, subpackage]));
  for (const { path, pointer } of app.pages) {
    for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
      const subpackage = roots.get(path.slice(0, slash));
      if (!subpackage) continue;
      report("manifest/main-page-in-subpackage", pointer, { path, root: subpackage.root }, [
        { message: "The subpackage.", pointer: `${subpackage.pointer}/root` },
      ]);
    }
  }
}

function checkTabs(app: AppManifest, everyPage: ReadonlyMap<string, PageEntry>, report: Report): void {
  const main = new Set(app.pages.map((page) => page.path));
  for (const { pagePath, pointer } of app.tabBar?.list ?? []) {
    if (main.has(pagePath)) continue;
    const advice = everyPage.has(pagePath)
      ? "Move it from its subpackage to `pages`: tabs belong to the main package."
      : suggest(pagePath, everyPage);
    report("manifest/tab-page", `${pointer}/pagePath`, { path: pagePath, advice });
  }
}

function suggest(path: string, pages: ReadonlyMap<string, PageEntry>): string {
  const near = nearest(path, [...pages.keys()]);
  return near === undefined ? "Add it to `pages`, or correct the path." : `Did you mean \`${near}\`?`;
}
