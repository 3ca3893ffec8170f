/** Messages to browsers about a build: its facts, and the changes that a running app applies. */
import type { UpdateChunk } from "./app-content.ts";
import type { BuildInfo, ServerMessage } from "./protocol.ts";
import type { GoodBuild } from "./session.ts";
import { findFile } from "./update.ts";
import type { Changes } from "./update.ts";

/** After an error is fixed without other changes: browsers learn the new build number, and nothing else happens. */
export const noChanges: Changes = {
  sheets: [],
  goneSheets: [],
  views: [],
  entries: [],
  templates: [],
  scripts: [],
  modules: [],
};

/** @param id of the app in its URL */
export function buildInfo({ output, number, time }: GoodBuild, id: string, mode: string): BuildInfo {
  const { appId, versionName, versionCode } = output.app;
  const pages = pagesOf(findFile(output, "_miniapp/app.json"));
  const urlCheck = isChecked(output);
  return { number, id, appId, versionName, versionCode, mode, pages, urlCheck, time };
}

/**
 * @param chunks scripts with the changed modules
 * @param addsSkipped the first build skipped packages, which this one contains
 */
export function hotMessage(
  build: GoodBuild,
  info: BuildInfo,
  changes: Changes,
  chunks: readonly UpdateChunk[],
  addsSkipped: boolean,
): ServerMessage {
  const { sheets, goneSheets, templates, scripts } = changes;
  return {
    type: "update",
    build: info,
    sheets,
    goneSheets,
    views: Object.fromEntries(changes.views.map(({ id, view }) => [id, readJson(view)])),
    entries: Object.fromEntries(changes.entries.map((name) => [name, readTable(build, name, "entries.json")])),
    templates,
    scripts,
    chunks: chunks.map(({ path }) => path),
    addsSkipped,
  };
}

/** Origins that the app declares for requests; `undefined` if its settings switch the domain check off. */
export function declaredOrigins({ output }: GoodBuild): readonly string[] | undefined {
  const { domains } = output.app;
  if (!isChecked(output)) return undefined;
  return [...(domains.request ?? []), ...(domains.upload ?? []), ...(domains.download ?? [])];
}

function isChecked(output: GoodBuild["output"]): boolean {
  const { urlCheck } = readJson(findFile(output, "_miniapp/app.json")) as { readonly urlCheck?: boolean };
  return urlCheck !== false;
}

function readTable({ output }: GoodBuild, name: string, file: string): object {
  const root = output.subpackages.find((one) => one.name === name)?.root ?? "";
  return readJson(findFile(output, `${root === "" ? "" : `${root}/`}_miniapp/${file}`));
}

function readJson(bytes: Uint8Array | undefined): object {
  return bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as object) : {};
}

/** Cached by the bytes of the app's table, which stay the same object between builds. */
const pageLists = new WeakMap<Uint8Array, readonly string[]>();

function pagesOf(table: Uint8Array | undefined): readonly string[] {
  let pages = table && pageLists.get(table);
  if (table && !pages) {
    const { packages } = readJson(table) as { readonly packages: readonly { readonly pages: readonly string[] }[] };
    pageLists.set(table, (pages = packages.flatMap((one) => one.pages)));
  }
  return pages ?? [];
}
