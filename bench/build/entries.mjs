/**
 * The scripts of an app: of the app itself, its pages and every component they reach. These are the entry points that
 * esbuild is given, so that both sides work on the same files.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { componentFile, readJson } from "./apps.mjs";

/**
 * @param {string} root folder of app.json
 * @returns {string[]} absolute paths, without doubles
 */
export function entryScripts(root) {
  const app = readJson(join(root, "app.json"));
  const pages = [...app.pages];
  for (const { root: folder, pages: own } of app.subpackages ?? app.subPackages ?? []) {
    for (const page of own) pages.push(join(folder, page));
  }
  const seen = new Set();
  const queue = [join(root, "app"), ...pages.map((page) => join(root, page))];
  if (app.tabBar?.custom === true) queue.push(join(root, "custom-tab-bar/index"));
  for (const unit of queue) {
    if (seen.has(unit)) continue;
    seen.add(unit);
    const manifest = readJson(`${unit}.json`);
    for (const target of Object.values(manifest?.usingComponents ?? {})) {
      const found = componentFile(root, `${unit}.json`, target);
      if (found !== undefined) queue.push(found);
    }
  }
  const scripts = [...seen].map((unit) => [`${unit}.ts`, `${unit}.js`].find((path) => existsSync(path)));
  return scripts.filter((path) => path !== undefined).sort();
}
