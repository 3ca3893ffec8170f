/** Everything that the pages refer to exists: files, headings, verbs, options, the example of docs/testing.md. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../build/program.ts";
import { optionsOf, verbs } from "./help.ts";
import { anchors, codeBlocks, markdownFiles, page, prose, tableRows } from "./pages.ts";

const files = markdownFiles();

test("finds the pages", () => {
  expect(files).toEqual(expect.arrayContaining(["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/guide.md"]));
});

describe.each(files)("%s", (file) => {
  test("all relative links resolve", () => {
    const broken = linksOf(file).filter((link) => !leadsSomewhere(file, link));
    expect(broken).toEqual([]);
  });
});

test("README.md links to every page of docs/, and the list of decisions to every decision", () => {
  const linked = (from: string) => linksOf(from).map((link) => join(dirname(from), link.replace(/#.*$/, "")));
  const pages = files.filter((file) => /^docs\/[^/]+$/.test(file));
  expect(pages.filter((file) => !linked("README.md").includes(file))).toEqual([]);
  const decisions = files.filter((file) => /^docs\/decisions\/(?!README)/.test(file));
  expect(decisions.filter((file) => !linked("docs/decisions/README.md").includes(file))).toEqual([]);
});

describe.each(["README.md", "CHANGELOG.md", "docs/guide.md"])("calls in %s", (file) => {
  const calls = shellLines(file).filter((line) => line.startsWith("miniapp "));

  test("use existing verbs and options", async () => {
    expect(calls.length).toBeGreaterThan(0);
    const known = await verbs();
    const wrong: string[] = [];
    for (const call of calls) {
      const [, verb = "", ...args] = call.replace(/\s+#.*$/, "").split(/\s+/);
      const options = known.includes(verb) ? (await optionsOf(verb)).join(" ").split(/[\s,]+/) : [];
      if (!known.includes(verb) || args.some((arg) => arg.startsWith("-") && !options.includes(arg))) wrong.push(call);
    }
    expect(wrong).toEqual([]);
  });
});

test("scripts that the pages run exist", () => {
  const { scripts } = JSON.parse(page("package.json")) as { scripts: Record<string, string> };
  // A template's README refers to its own package.json.
  const pages = files.filter((file) => !file.startsWith("templates/"));
  const called = pages.flatMap((file) =>
    [...page(file).matchAll(/npm run ([a-z][\w:-]*)/g)].map(([, name = ""]) => name),
  );
  expect(called.filter((name) => !(name in scripts))).toEqual([]);
});

test("docs/testing.md shows the tested examples", () => {
  const examples = ["testing-example", "mount-example", "launch-example", "simulate-example"].map((name) => {
    const [, example = ""] = page(`tests/docs/${name}.test.ts`).split("// example\n");
    return example
      .replace('"../../src/testing/index.ts"', '"miniapp/testing"')
      .replaceAll(/"fixtures\/docs\/(\w+)"/g, '"$1"');
  });
  const shown = codeBlocks(page("docs/testing.md")).filter(({ language }) => language === "ts");
  expect(shown.map(({ code }) => code)).toEqual(examples);
});

test("docs/compatibility.md agrees with the expected diagnostics of whole apps", () => {
  const expected = JSON.parse(page("tests/build/expected-diagnostics.json")) as Record<string, Record<string, number>>;
  const rows = tableRows(page("docs/compatibility.md")).filter(([app = ""]) => app in expected);
  const shown = rows.map(([app = "", , , printed = ""]) => [app, countsOf(printed)] as const);
  expect(Object.fromEntries(shown)).toEqual(expected);
});

/** Converts `2 `style/local-url`, …` to the notation of the expected diagnostics; all are warnings. */
function countsOf(printed: string): Record<string, number> {
  return Object.fromEntries(
    [...printed.matchAll(/(\d+) `([a-z/-]+)`/g)].map(([, count, code]) => [`warning ${code}`, Number(count)]),
  );
}

function linksOf(file: string): string[] {
  const targets = prose(page(file)).matchAll(/\]\(([^)\s]+)\)/g);
  return [...targets].map(([, target = ""]) => target).filter((target) => !/^[a-z]+:/.test(target));
}

function leadsSomewhere(file: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? file : join(dirname(file), path);
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || anchors(page(target)).has(anchor);
}

function shellLines(file: string): string[] {
  return codeBlocks(page(file))
    .filter(({ language }) => language === "sh")
    .flatMap(({ code }) => code.split("\n"));
}
