/**
 * Every template of four component libraries: an update from any of its data sets to any other gives the same tree as a
 * fresh render.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { changesBetween, copy, decode, pathsBetween, treeText } from "./compare.ts";
import type { Data } from "./compare.ts";
import { loadProject } from "./project.ts";

const modules = join(import.meta.dirname, "../../node_modules");
const LIBRARIES = {
  tdesign: join(modules, "tdesign-miniprogram/miniprogram_dist"),
  vant: join(modules, "@vant/weapp/dist"),
  weui: join(modules, "weui-miniprogram/miniprogram_dist"),
  wux: join(modules, "wux-weapp/packages"),
};

/** Their wxs counts the days between two dates, and never terminates if the values are not dates. */
const ENDLESS = new Set(["calendar/calendar.wxml", "calendar/index.wxml"]);

/** The generator of data sets for the conformance cases; plain JavaScript without types. */
const generator = join(import.meta.dirname, "../conformance/lib/datagen.mjs");
type DataSets = (
  folder: string,
  file: string,
  seeds: number,
) => Iterable<{ readonly name: string; readonly data: unknown }>;
const { dataSets } = (await import(generator)) as { dataSets: DataSets };

describe.each(Object.entries(LIBRARIES))("%s", (library, folder) => {
  const files = listTemplates(folder, "").filter((file) => library !== "vant" || !ENDLESS.has(file));

  test("has templates", () => {
    expect(existsSync(folder)).toBe(true);
    expect(files.length).toBeGreaterThan(20);
  });

  test("updates equal a fresh render", () => {
    for (const file of files) {
      const project = loadProject(folder, file);
      const sets = [...dataSets(folder, file, 3)].map(({ data }) => decode(data) as Data);
      const fresh = sets.map((data) => treeText(project.createRoot(file, copy(data))));
      sets.forEach((from, i) => {
        sets.forEach((to, j) => {
          if (i === j) return;
          for (const changes of [changesBetween(from, to), pathsBetween(from, to)]) {
            const root = project.createRoot(file, copy(from));
            root.setData(changes);
            if (treeText(root) !== fresh[j]) expect.fail(`${file}: from set ${i} to set ${j}`);
          }
        });
      });
    }
  });
});

function listTemplates(folder: string, path: string): string[] {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const inner = path === "" ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) return listTemplates(folder, inner);
    return entry.name.endsWith(".wxml") ? [inner] : [];
  });
}
