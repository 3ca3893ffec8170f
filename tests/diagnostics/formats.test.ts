import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createDiagnostic,
  formatGithub,
  formatJson,
  formatPretty,
  formatSarif,
  sortDiagnostics,
  summaryLine,
} from "../../src/compiler/diagnostics/index.ts";
import type { Diagnostic, Painter } from "../../src/compiler/diagnostics/index.ts";
import { createSource } from "../../src/compiler/source/index.ts";

const unknown = (text: string, word: string, path = "a/m.wxs", end = word): Diagnostic => {
  const source = createSource(path, text);
  const start = text.indexOf(word);
  const span = { start, end: text.indexOf(end, start) + end.length };
  return createDiagnostic("wxs/unknown-name", { name: word }, { source, span });
};

/** The frame's lines: those with a line number or carets. */
const frame = (diagnostic: Diagnostic, width = 100): string[] =>
  formatPretty([diagnostic], { width })
    .split("\n")
    .filter((line) => /^ {2}[ >] *\d* \|/.test(line));

describe("pretty", () => {
  test("prints message, location, surrounding lines, carets and hint", () => {
    const text = "var a = 1;\nvar b = 2;\nvar c = Objekt;\nvar d = 4;\nvar e = 5;\n";
    expect(formatPretty([unknown(text, "Objekt")])).toBe(
      [
        "warning wxs/unknown-name: `Objekt` is neither declared in this module nor built into wxs, so it is undefined.",
        "  a/m.wxs:3:9",
        "    1 | var a = 1;",
        "    2 | var b = 2;",
        "  > 3 | var c = Objekt;",
        "      |         ^^^^^^",
        "    4 | var d = 4;",
        "  hint: Declare it, or check its spelling. wxs has no globals except its documented built-in names.",
        "",
        "",
      ].join("\n"),
    );
  });

  test("aligns line numbers of different length", () => {
    const lines = frame(unknown(`${"\n".repeat(8)}one\nfoo\nthree`, "foo"));
    expect(lines).toEqual(["     8 |", "     9 | one", "  > 10 | foo", "       | ^^^", "    11 | three"]);
  });

  test("aligns carets under tabs and wide characters", () => {
    expect(frame(unknown("\tvar s = foo", "foo")).slice(0, 2)).toEqual([
      "  > 1 |     var s = foo",
      "      |             ^^^",
    ]);
    expect(frame(unknown("a\t中文 = foo(名字)", "名字")).slice(0, 2)).toEqual([
      "  > 1 | a   中文 = foo(名字)",
      "      |                ^^^^",
    ]);
    expect(frame(unknown("'👍🏽e\u0301' + foo", "foo"))[1]).toBe("      |         ^^^");
  });

  test("an empty range gets one caret, also at the end of a line", () => {
    const source = createSource("m.wxs", "abc\ndef");
    const at = (offset: number): string[] =>
      frame(createDiagnostic("wxs/dynamic-require", {}, { source, span: { start: offset, end: offset } }));
    expect(at(3)[1]).toBe("      |    ^");
    expect(at(7)[2]).toBe("      |    ^");
  });

  test("a range of several lines marks each line and underlines the first", () => {
    const text = "a\nb = {\n  c\n}\nd\ne";
    expect(frame(unknown(text, "{", "m.wxs", "}"))).toEqual([
      "    1 | a",
      "  > 2 | b = {",
      "      |     ^",
      "  > 3 |   c",
      "  > 4 | }",
      "    5 | d",
    ]);
  });

  test("a long line is clipped around the range", () => {
    const text = `${"x".repeat(5000)} foo ${"y".repeat(5000)}`;
    const [line, carets] = frame(unknown(text, "foo"), 40) as [string, string];
    expect(line).toMatch(/^ {2}> 1 \| …x+ foo y+…$/);
    expect(line.length).toBe("  > 1 | ".length + 40);
    expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("foo");
  });

  test("related locations follow with one line each", () => {
    const source = createSource("m.wxs", "one\ntwo\nthree");
    const diagnostic = createDiagnostic("wxs/dynamic-require", {}, { source, span: { start: 8, end: 13 } }, [
      { message: "the first is here", position: { source, span: { start: 0, end: 3 } } },
    ]);
    expect(formatPretty([diagnostic])).toContain("  the first is here: m.wxs:1:1\n  > 1 | one\n      | ^^^\n");
  });

  test("control characters in the source do not reach the terminal", () => {
    const diagnostic = unknown("var a = \u001b[31mfoo\u202e\u0007", "foo", "a\u001b[2J.wxs");
    const text = formatPretty([{ ...diagnostic, message: "bad\u001b[0m\nname" }]);
    expect([...text].filter((c) => c !== "\n" && (c < " " || c === "\u202e"))).toEqual([]);
    expect(text).toContain("bad\uFFFD[0m name");
    expect(text).toContain("      |              ^^^");
  });

  test("the painter adds colour and changes nothing else", () => {
    const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const paint: Painter = {
      error: mark("e"),
      warning: mark("w"),
      hint: mark("h"),
      dim: mark("d"),
      strong: mark("s"),
    };
    const diagnostic = unknown("var a = foo", "foo");
    const painted = formatPretty([diagnostic], { paint });
    expect(painted).toContain("<w>warning</w> <s>wxs/unknown-name</s>: ");
    expect(painted).toContain("<w>^^^</w>");
    expect(painted.replace(/<\/?[ewhds]>/g, "")).toBe(formatPretty([diagnostic]));
  });

  test("any text and any range produce a frame of bounded size with carets", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), fc.nat(400), fc.nat(400), (text, from, length) => {
        const source = createSource("m.wxs", text);
        const span = { start: from, end: from + length };
        const lines = formatPretty([createDiagnostic("wxs/dynamic-require", {}, { source, span })], { width: 30 });
        const rows = lines.split("\n").filter((line) => /^ {2}[ >] *\d* \|/.test(line));
        expect(rows.length).toBeLessThanOrEqual(7);
        expect(lines).toMatch(/\| *\^+$/m);
      }),
      { numRuns: 300 },
    );
  });
});

describe("order", () => {
  const a = unknown("foo bar", "bar", "a.wxs");
  const b = unknown("foo bar", "foo", "a.wxs");
  const c = unknown("foo bar", "foo", "B.wxs");
  const nowhere = createDiagnostic("wxs/dynamic-require");

  test("sorts by file, location and code, and removes duplicates", () => {
    expect(sortDiagnostics([a, b, c, nowhere, { ...b }, a])).toEqual([nowhere, c, b, a]);
  });

  test("does not depend on the input order", () => {
    const all = [a, b, c, nowhere];
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: 4 }), (some) => {
        expect(sortDiagnostics(some)).toEqual(sortDiagnostics(all));
      }),
    );
  });

  test("summary", () => {
    expect(summaryLine([nowhere, a, nowhere, nowhere])).toBe("3 errors, 1 warning");
    expect(summaryLine([a, a])).toBe("2 warnings");
    expect(summaryLine([])).toBe("no problems");
  });
});

describe("machine-readable formats", () => {
  test("json contains everything but source lines", () => {
    const printed: unknown = JSON.parse(formatJson([unknown("var a = foo", "foo")]));
    expect(printed).toEqual({
      errors: 0,
      warnings: 1,
      diagnostics: [
        {
          code: "wxs/unknown-name",
          severity: "warning",
          message: expect.stringContaining("`foo`") as unknown,
          hint: expect.stringContaining("Declare it") as unknown,
          location: { file: "a/m.wxs", start: { line: 1, column: 9 }, end: { line: 1, column: 12 } },
        },
      ],
    });
  });

  test("github commands escape special characters", () => {
    const diagnostic = { ...unknown("foo", "foo", "a,b:c%.wxs"), message: "50%: x,y" };
    const line = formatGithub([{ ...diagnostic, hint: "try" }]);
    expect(line).toBe(
      "::warning file=a%2Cb%3Ac%25.wxs,line=1,endLine=1,title=wxs/unknown-name,col=1,endColumn=3::50%25: x,y%0Atry\n",
    );
    const { hint: _, ...bare } = unknown("a {\n}", "{", "m.wxs", "}");
    expect(formatGithub([{ ...bare, message: "a\n::error::b" }])).toBe(
      "::warning file=m.wxs,line=1,endLine=2,title=wxs/unknown-name::a ::error::b\n",
    );
  });

  test("sarif lists each rule once and refers to it", () => {
    const found = [unknown("foo", "foo", "页 面/m.wxs"), createDiagnostic("wxs/dynamic-require")];
    const log = JSON.parse(formatSarif(found, { version: "1.2.3" })) as {
      version: string;
      runs: {
        columnKind: string;
        tool: { driver: { name: string; version: string; rules: { id: string }[] } };
        results: { ruleId: string; ruleIndex: number; level: string; locations?: unknown }[];
      }[];
    };
    expect(log.version).toBe("2.1.0");
    const [run] = log.runs;
    expect(run?.columnKind).toBe("utf16CodeUnits");
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(["wxs/dynamic-require", "wxs/unknown-name"]);
    for (const { ruleId, ruleIndex } of run?.results ?? []) {
      expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    }
    expect(run?.results.map(({ level }) => level)).toEqual(["warning", "error"]);
    expect(run?.results[0]?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: "%E9%A1%B5%20%E9%9D%A2/m.wxs", uriBaseId: "SRCROOT" },
          region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 4 },
        },
      },
    ]);
    expect(run?.results[1]?.locations).toBeUndefined();
  });
});
