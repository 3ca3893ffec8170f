/** docs/commands.md lists exactly the verbs and options of the program, each option under its verb. */
import { describe, expect, test } from "vitest";
import { anchors, page, tableRows } from "./pages.ts";
import { optionsOf, verbs } from "./help.ts";

const text = page("docs/commands.md");
const known = await verbs();

test("the program's help lists verbs", () => {
  expect(known).toContain("build");
});

test("lists the verbs, each with a section", () => {
  const listed = [...text.matchAll(/^\| \[`([\w-]+)`\]\(#[\w-]+\) \|/gm)].map(([, name]) => name);
  expect(listed).toEqual(known);
  const sections = anchors(text);
  expect(known.filter((verb) => !sections.has(verb))).toEqual([]);
});

test("README mentions every verb", () => {
  const readme = page("README.md");
  expect(known.filter((verb) => !readme.includes(`\nminiapp ${verb} `))).toEqual([]);
});

describe.each(known)("%s", (verb) => {
  const from = text.indexOf(`\n## ${verb}\n`);
  const section = text.slice(from, text.indexOf("\n## ", from + 1));
  const documented = tableRows(section).flatMap(([cell = ""]) => /^`(-.*)`$/.exec(cell)?.[1] ?? []);

  test("lists the same options as the program's help", async () => {
    const options = await optionsOf(verb);
    expect(options.length).toBeGreaterThan(0);
    expect(documented).toEqual(options);
  });
});
