/**
 * The measured projects, copied to a temporary folder so that nothing is written into the originals and every compiler
 * gets the same bytes.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/**
 * @typedef {object} App
 * @property {string} name
 * @property {string} project folder of project.config.json
 * @property {string} root folder of app.json
 * @property {readonly string[]} options what `miniapp build` needs for this project
 * @property {readonly string[]} notes what was changed in the copy
 */

/**
 * Copies the apps below `work`.
 *
 * @param {string} work
 * @returns {{ apps: App[], skipped: string[] }}
 */
export function prepareApps(work) {
  const apps = [];
  const skipped = [];
  apps.push(prepareWux(join(work, "wux")));
  const demo = process.env.MINIAPP_DEMO_DIR;
  if (demo && existsSync(join(demo, "project.config.json"))) apps.push(prepareDemo(demo, join(work, "demo")));
  else
    skipped.push(
      "miniprogram-demo: set MINIAPP_DEMO_DIR to a copy of the repository wechat-miniprogram/miniprogram-demo",
    );
  return { apps, skipped };
}

function prepareWux(to) {
  copy(join(repository, "node_modules/wux-weapp/example"), to);
  return { name: "wux-weapp example", project: to, root: to, options: [], notes: [] };
}

/**
 * WeChat's demo lists pages of a git submodule and components of npm packages that are not in its repository.
 * miniprogram-ci stops at the first of them, so the manifests of the copy omit them, for all compilers.
 */
function prepareDemo(from, to) {
  copy(from, to);
  const root = join(to, "miniprogram");
  const weui = join(repository, "node_modules/weui-miniprogram/miniprogram_dist");
  cpSync(weui, join(root, "miniprogram_npm/weui-miniprogram"), { recursive: true });
  const pages = dropMissingPages(root);
  const components = dropMissingComponents(root);
  const notes = [
    "weui-miniprogram is copied to miniprogram_npm",
    `${pages} listed pages and ${components} usingComponents entries whose files the repository lacks are removed`,
  ];
  return { name: "miniprogram-demo", project: to, root, options: ["--allow-missing"], notes };
}

function copy(from, to) {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  cpSync(from, to, { recursive: true, filter: (path) => !/[\\/](node_modules|\.git)$/.test(path.slice(from.length)) });
}

function dropMissingPages(root) {
  const path = join(root, "app.json");
  const app = readJson(path);
  let dropped = 0;
  const present = (folder, pages) =>
    pages.filter((page) => {
      const there = existsSync(join(root, folder, `${page}.wxml`));
      if (!there) dropped++;
      return there;
    });
  app.pages = present("", app.pages);
  for (const subpackage of app.subpackages ?? app.subPackages ?? [])
    subpackage.pages = present(subpackage.root, subpackage.pages);
  writeFileSync(path, JSON.stringify(app, null, 2));
  return dropped;
}

function dropMissingComponents(root) {
  let dropped = 0;
  for (const path of filesBelow(root, /\.json$/)) {
    const manifest = readJson(path);
    if (manifest === undefined || typeof manifest?.usingComponents !== "object") continue;
    const before = dropped;
    for (const [name, target] of Object.entries(manifest.usingComponents)) {
      if (componentFile(root, path, target) !== undefined) continue;
      delete manifest.usingComponents[name];
      dropped++;
    }
    if (dropped > before) writeFileSync(path, JSON.stringify(manifest, null, 2));
  }
  return dropped;
}

/**
 * Where a component is, without extension: beside the manifest, at the root, or in `miniprogram_npm` on the way up.
 *
 * @returns {string | undefined}
 */
export function componentFile(root, manifest, target) {
  const at = (base) =>
    [base, join(base, "index")].find((path) => existsSync(`${path}.json`) || existsSync(`${path}.wxml`));
  if (target.startsWith("/")) return at(join(root, target));
  const beside = at(join(dirname(manifest), target));
  if (beside !== undefined || target.startsWith(".")) return beside;
  for (let folder = dirname(manifest); ; folder = dirname(folder)) {
    const found = at(join(folder, "miniprogram_npm", target));
    if (found !== undefined || relative(root, folder) === "" || relative(root, folder).startsWith("..")) return found;
  }
}

/** @returns {string[]} absolute paths in the order of their names */
export function filesBelow(folder, pattern) {
  const found = [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "node_modules") found.push(...filesBelow(path, pattern));
    } else if (pattern.test(entry.name)) found.push(path);
  }
  return found;
}

/** The value of a JSON file, or undefined if it is not valid JSON (real projects have empty ones). */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8").replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}
