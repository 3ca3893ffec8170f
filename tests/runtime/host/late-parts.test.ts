/** Scripts with parts that are loaded later, as the runtime's build makes them from any folder. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { buildWorkerWithParts } from "../../../scripts/late-parts.mjs";
import { root, temporaryFolder } from "../../build/program.ts";

const parts = { one: ["src/one.ts"], two: ["src/two.ts"] };

/** Two parts that share much with the script and with each other: each group of shared code is a chunk of its own. */
function writeProject(folder: string): void {
  const imports = (names: readonly string[]) =>
    names.map((name) => `import { ${name} } from "./${name}.ts";\n`).join("");
  const shared = (name: string, value: string) => `export function ${name}() { return ${value} + "${name}"; }`;
  const files: Record<string, string> = {
    "src/index.ts": `${imports(["one", "two", "inAll", "inFirst", "inSecond"])}console.log(one(), two(), inAll(), inFirst(), inSecond());`,
    "src/group.ts": `${imports(["ofGroup", "inAll", "inBoth"])}console.log(ofGroup(), inAll(), inBoth());`,
    "src/one.ts": `${imports(["inAll", "inFirst", "inBoth", "ofGroup"])}export function one() { return [inAll(), inFirst(), inBoth(), ofGroup()]; }`,
    "src/two.ts": `${imports(["inAll", "inSecond", "inBoth", "ofGroup"])}export function two() { return [inAll(), inSecond(), inBoth(), ofGroup()]; }`,
  };
  for (const name of ["inAll", "inBoth", "ofGroup"]) files[`src/${name}.ts`] = shared(name, "globalThis.name");
  // With stand-ins for the other part.
  files["src/inFirst.ts"] = imports(["two"]) + shared("inFirst", "two()");
  files["src/inSecond.ts"] = imports(["one"]) + shared("inSecond", "one()");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  mkdirSync(join(folder, "scripts"));
  copyFileSync(join(root, "scripts/late-loader.mjs"), join(folder, "scripts/late-loader.mjs"));
}

async function builtIn(folder: string): Promise<ReadonlyMap<string, string>> {
  mkdirSync(folder, { recursive: true });
  writeProject(folder);
  const options = { absWorkingDir: folder, outdir: folder, bundle: true, minify: true, sourcemap: "external" as const };
  const files = await buildWorkerWithParts({
    build,
    options,
    root: folder,
    name: "worker",
    entry: "src/index.ts",
    parts,
    groups: ["src/group.ts"],
  });
  return new Map(files.map(({ path, text }) => [relative(folder, path), text]));
}

test("scripts and their parts do not depend on the folder of the checkout", async () => {
  const base = temporaryFolder();
  const folders = ["a", "b", "checkout", "deeper/folder", "of another/name", "z"].map((name) => join(base, name));
  const [first, ...others] = await Promise.all(folders.map(builtIn));
  expect([...(first?.keys() ?? [])].filter((name) => name.endsWith(".js")).sort()).toEqual([
    "c/worker-one.js",
    "c/worker-two.js",
    "worker.js",
  ]);
  for (const files of others) expect(files).toEqual(first);
});
