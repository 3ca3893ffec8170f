/** docs/commands.md names the verbs and options that the program has, each under its own verb, and no others. */
import { describe, expect, test } from "vitest";
import { anchors, page, tableRows } from "./pages.ts";
import { optionsOf, verbs } from "./help.ts";

const text = page("docs/commands.md");
const known = await verbs();

test("there are verbs", () => {
  expect(known).toContain("build");
});

test("lists the verbs, each with a section", () => {
  const listed = [...text.matchAll(/^\| \[`([\w-]+)`\]\(#[\w-]+\) \|/gm)].map(([, name]) => name);
  expect(listed).toEqual(known);
  const sections = anchors(text);
  expect(known.filter((verb) => !sections.has(verb))).toEqual([]);
});

test("README shows every verb", () => {
  const readme = page("README.md");
  expect(known.filter((verb) => !readme.includes(`\nminiapp ${verb} `))).toEqual([]);
});

describe.each(known)("%s", (verb) => {
  const from = text.indexOf(`\n## ${verb}\n`);
  const section = text.slice(from, text.indexOf("\n## ", from + 1));
  const documented = tableRows(section).flatMap(([cell = ""]) => /^`(-.*)`$/.exec(cell)?.[1] ?? []);

  test("has the options of the program's own help", async () => {
    const options = await optionsOf(verb);
    expect(options.length).toBeGreaterThan(0);
    expect(documented).toEqual(options);
  });
});
