/**
 * Whole apps from npm and from fixtures/: they must build without an error and their packages must verify. The number
 * of diagnostics per code is recorded in expected-diagnostics.json (`UPDATE=1` rewrites it; then read the diff).
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { miniapp, root, temporaryFolder } from "./program.ts";
import { openPackage, parseBuild, writeKeys } from "./project.ts";
import type { KeyFiles } from "./project.ts";

interface App {
  readonly name: string;
  readonly folder: string;
  readonly pages: number;
  /** Of app.json's packages. */
  readonly packages: number;
  readonly args: readonly string[];
  /** An npm package of which the app must use 40 components or more. */
  readonly library?: string;
}

/** Count per severity and code. */
type Counts = Readonly<Record<string, number>>;

const apps: readonly App[] = [
  {
    name: "gallery-tdesign",
    folder: "fixtures/apps/gallery-tdesign",
    pages: 0,
    packages: 2,
    library: "tdesign-miniprogram",
    args: [],
  },
  {
    name: "gallery-vant",
    folder: "fixtures/apps/gallery-vant",
    pages: 0,
    packages: 2,
    library: "@vant/weapp",
    args: [],
  },
  { name: "branches", folder: "fixtures/apps/branches", pages: 0, packages: 4, args: [] },
  { name: "wux-weapp", folder: "node_modules/wux-weapp/example", pages: 97, packages: 1, args: [] },
  { name: "weui-wxss", folder: "node_modules/weui-wxss/dist", pages: 58, packages: 1, args: [] },
];

const temporary = temporaryFolder();
const expectedPath = join(root, "tests/build/expected-diagnostics.json");
const expected = JSON.parse(readFileSync(expectedPath, "utf8")) as Record<string, Counts>;
let keys: KeyFiles;

beforeAll(() => {
  keys = writeKeys(temporary);
});

async function check(app: App, folder: string): Promise<void> {
  const out = join(temporary, `${app.name}.mapkg`);
  const args = ["build", folder, "--no-cache", "--out", out, "--key", keys.key, "--json", "--verbose", ...app.args];
  const run = await miniapp(args);
  expect([run.code, run.err], run.out.slice(0, 4000)).toEqual([0, ""]);
  const { diagnostics, package: written, packages = [], unused = [] } = parseBuild(run.out);
  expect(countByCode(diagnostics), "UPDATE=1 writes the counts").toEqual(update(app.name, countByCode(diagnostics)));

  const verified = await miniapp(["verify", out, "--trust", keys.trust, "--json"]);
  expect(verified.code, verified.err).toBe(0);
  expect(JSON.parse(verified.out)).toMatchObject({ ok: true, digest: written?.digest });
  expect(packages).toHaveLength(app.packages);

  const { subpackages } = await openPackage(out, keys.trust);
  const files = subpackages.flatMap((subpackage) => subpackage.files);
  const table = JSON.parse(
    new TextDecoder().decode(files.find((file) => file.path === "_miniapp/app.json")?.content),
  ) as {
    packages: { pages: string[] }[];
  };
  const pages = table.packages.flatMap((p) => p.pages);
  const listed = pagesOf(folder);
  if (app.args.length === 0) expect(pages.toSorted()).toEqual(listed.toSorted());
  if (app.pages > 0) expect(pages).toHaveLength(app.pages);
  // Every page and component has its script, its template and its stylesheet in the package.
  const paths = new Set(files.map((file) => file.path));
  const chunks = files
    .filter((file) => file.path.endsWith("_miniapp/logic.js"))
    .map((file) => new TextDecoder().decode(file.content));
  for (const file of files.filter((each) => each.path.endsWith("_miniapp/entries.json"))) {
    const entries = JSON.parse(new TextDecoder().decode(file.content)) as Record<
      string,
      { script?: string; template?: string; style?: readonly string[] }
    >;
    for (const { script, template, style = [] } of Object.values(entries)) {
      for (const id of [script, template])
        if (id !== undefined)
          expect(
            chunks.some((code) => code.includes(`${JSON.stringify(id)}:[`)),
            id,
          ).toBe(true);
      for (const path of style) expect(paths.has(path), path).toBe(true);
    }
  }
  if (app.library !== undefined) {
    const used = new Set<string>();
    const inside = `miniprogram_npm/${app.library}/`;
    for (const file of files.filter((each) => each.path.endsWith("_miniapp/entries.json"))) {
      const entries = JSON.parse(new TextDecoder().decode(file.content)) as Record<
        string,
        { using?: Record<string, unknown> }
      >;
      for (const [id, { using = {} }] of Object.entries(entries)) {
        if (id.startsWith("miniprogram_npm/")) continue;
        for (const target of Object.values(using))
          if (typeof target === "string" && target.startsWith(inside)) used.add(target);
      }
    }
    expect(used.size).toBeGreaterThanOrEqual(40);
  }
  expect(unused.filter((path) => paths.has(path))).toEqual([]);
}

function pagesOf(folder: string): string[] {
  const place = ["", "miniprogram", "src"]
    .map((name) => join(folder, name, "app.json"))
    .find((path) => existsSync(path));
  const {
    pages,
    subpackages = [],
    subPackages = [],
  } = JSON.parse(readFileSync(place ?? "", "utf8")) as {
    pages: string[];
    subpackages?: { root: string; pages: string[] }[];
    subPackages?: { root: string; pages: string[] }[];
  };
  return [
    ...pages,
    ...[...subpackages, ...subPackages].flatMap((p) =>
      p.pages.map((page) => `${p.root.replace(/^\/|\/$/g, "")}/${page}`),
    ),
  ];
}

function countByCode(diagnostics: readonly { readonly code: string; readonly severity: string }[]): Counts {
  const counts: Record<string, number> = {};
  for (const { code, severity } of diagnostics)
    counts[`${severity} ${code}`] = (counts[`${severity} ${code}`] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function update(name: string, counts: Counts): Counts | undefined {
  if (process.env["UPDATE"] !== "1") return expected[name];
  expected[name] = counts;
  const sorted = Object.fromEntries(Object.entries(expected).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(expectedPath, `${JSON.stringify(sorted, null, 2)}\n`);
  return counts;
}

describe("apps from npm and fixtures", () => {
  test.each(apps)("$name", async (app) => {
    await check(app, join(root, app.folder));
  });
});

// WeChat's own demo is not on npm. Its submodule's pages are missing in a plain clone.
const demo = process.env["MINIAPP_DEMO_DIR"];
describe.runIf(demo !== undefined)("WeChat's demo (MINIAPP_DEMO_DIR)", () => {
  test("miniprogram-demo", async () => {
    const folder = [demo ?? "", join(demo ?? "", "miniprogram")].find((path) => existsSync(join(path, "app.json")));
    const packages = new Set(pagesOf(folder ?? "").map((page) => page.split("/").slice(0, 2).join("/")));
    expect(packages.size).toBeGreaterThan(1);
    const manifest = JSON.parse(readFileSync(join(folder ?? "", "app.json"), "utf8")) as {
      subpackages?: unknown[];
      subPackages?: unknown[];
    };
    const count = 1 + (manifest.subpackages ?? manifest.subPackages ?? []).length;
    await check(
      { name: "miniprogram-demo", folder: "", pages: 0, packages: count, args: ["--allow-missing"] },
      folder ?? "",
    );
  });
});
