/** How a new project refers to this program, depending on how npm installed it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dependencyOn, packageVersion } from "../../src/commands/version.ts";
import { root, temporaryFolder } from "../build/program.ts";

const temporary = temporaryFolder();
let count = 0;

/** A folder with the program in its `node_modules`; the lockfile is npm's own. */
function installed(resolved: object | undefined): { folder: string; program: string } {
  const folder = join(temporary, `installed-${++count}`);
  const program = join(folder, "node_modules/miniapp");
  mkdirSync(program, { recursive: true });
  if (resolved) {
    const lock = { packages: { "node_modules/miniapp": resolved } };
    writeFileSync(join(folder, "node_modules/.package-lock.json"), JSON.stringify(lock));
  }
  return { folder, program };
}

test("from a registry: the version", () => {
  const { folder, program } = installed({ resolved: "https://registry.example/miniapp/-/miniapp-0.1.0.tgz" });
  expect(dependencyOn(join(folder, "app"), program)).toBe(packageVersion());
});

test("from an archive: the archive, as long as it exists", () => {
  const { folder, program } = installed({ resolved: "file:../archives/miniapp.tgz" });
  expect(dependencyOn(join(folder, "app"), program)).toBe("file:../node_modules/miniapp");
  mkdirSync(join(temporary, "archives"));
  writeFileSync(join(temporary, "archives/miniapp.tgz"), "");
  expect(dependencyOn(join(folder, "app"), program)).toBe("file:../../archives/miniapp.tgz");
});

test.each([
  { how: "linked", resolved: { resolved: "../clone", link: true } },
  { how: "installed for the whole machine, where npm writes nothing down", resolved: undefined },
])("$how: the program's folder", ({ resolved }) => {
  const { folder, program } = installed(resolved);
  expect(dependencyOn(join(folder, "deep/app"), program)).toBe("file:../../node_modules/miniapp");
});

test("a clone: its folder", () => {
  expect(dependencyOn(join(root, "../app"))).toMatch(/^file:\.\.\/[^/]+$/);
});
