import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/compiler/diagnostics/index.ts";
import { parseJson } from "../../src/compiler/manifest/index.ts";
import type { JsonObject, JsonValue } from "../../src/compiler/manifest/index.ts";
import { carefulScan, maximumDepth, quickScan } from "../../src/compiler/manifest/json-scan.ts";
import { pointerPart } from "../../src/compiler/manifest/json-positions.ts";
import { createSource } from "../../src/compiler/source/index.ts";
import type { Span } from "../../src/compiler/source/index.ts";

const parse = (text: string) => parseJson(createSource("x.json", text));

/** `code line:column-line:column`. */
function brief({ code, location }: Diagnostic): string {
  if (!location) return code;
  const { start, end } = location;
  return `${code} ${start.line}:${start.column}-${end.line}:${end.column}`;
}

describe("errors", () => {
  const cases: readonly (readonly [name: string, text: string, place: string, reason: RegExp])[] = [
    ["trailing comma in an array", '{\n  "a": [1, 2,]\n}', "2:13-2:14", /trailing comma before `]`/],
    ["trailing comma in an object", '{\n  "a": 1,\n}', "2:9-2:10", /trailing comma before `}`/],
    ["missing comma in an object", '{\n  "a": 1\n  "b": 2\n}', "3:3-3:4", /expected `,` or `}` here, not a string/],
    ["missing comma in an array", "[1 2]", "1:4-1:5", /expected `,` or `]` here, not `2`/],
    ["missing colon", '{"a" 1}', "1:6-1:7", /expected `:` after a key/],
    ["missing value", '{"a": }', "1:7-1:8", /expected a value here, not `}`/],
    ["comma with nothing before it", '{"a": 1,, "b": 2}', "1:9-1:10", /comma with nothing before it/],
    ["comma first in an array", "[,1]", "1:2-1:3", /comma with nothing before it/],
    ["single quotes around a key", "{'a': 1}", "1:2-1:5", /key must be in double quotes/],
    ["single quotes around a value", "{\"a\": 'b'}", "1:7-1:10", /string must be in double quotes/],
    ["key without quotes", "{a: 1}", "1:2-1:3", /key must be in double quotes/],
    ["word that is no value", '{"a": tru}', "1:7-1:10", /`tru` is not a JSON value/],
    ["number with a leading zero", '{"a": 01}', "1:7-1:9", /`01` is not a JSON value/],
    ["number with a plus sign", '{"a": +1}', "1:7-1:9", /`\+1` is not a JSON value/],
    ["unclosed object", '{\n  "a": {\n    "b": 1\n', "2:8-2:9", /this `{` is never closed/],
    ["unclosed array", '["a"', "1:1-1:2", /this `\[` is never closed/],
    ["object that ends behind a key", '{"a"', "1:5-1:5", /expected `:` after a key, not the end/],
    ["unclosed string", '{"a": "b}\n', "1:7-1:10", /no closing quote on its line/],
    ["line break in a string", '{"a": "b\nc"}', "1:7-1:9", /no closing quote on its line/],
    ["tabulator in a string", '{"a": "b\tc"}', "1:9-1:10", /control character/],
    ["escape that JSON lacks", '{"a": "\\x41"}', "1:8-1:10", /`\\x` is not a valid escape/],
    ["short unicode escape", '{"a": "\\u12"}', "1:8-1:10", /`\\u` is not a valid escape/],
    ["text behind the value", '{"a": 1}\n}', "2:1-2:2", /text after the end/],
    ["mismatched bracket", '{"a": [1}', "1:9-1:10", /expected `,` or `]` here, not `}`/],
    ["comment without an end", '{"a": 1 /* b }', "1:9-1:11", /comment is never closed/],
    ["nothing but a comment", "// a", "1:5-1:5", /ends where a value is expected/],
  ];
  test.each(cases)("%s", (_, text, place, reason) => {
    const { diagnostics, value } = parse(text);
    const errors = diagnostics.filter((d) => d.severity === "error");
    expect(errors.map(brief)).toEqual([`manifest/json-syntax ${place}`]);
    expect(errors[0]?.message).toMatch(reason);
    expect(value).toBeTypeOf("object");
  });

  test("a trailing comma is an error, and the rest of the file is still read", () => {
    const { value, broken, diagnostics } = parse('{ "a": [1, /* two */ 2, ], }');
    expect(value).toEqual({ a: [1, 2] });
    expect(broken).toBe(false);
    expect(diagnostics.map(brief)).toEqual([
      "manifest/json-comment 1:12-1:21",
      "manifest/json-syntax 1:23-1:24",
      "manifest/json-syntax 1:26-1:27",
    ]);
  });

  test("comments are a warning and do not shift locations", () => {
    const document = parse('// head\n{\n  /* a */ "a": "b" // c\n}');
    expect(document.diagnostics.map((d) => `${d.severity} ${brief(d)}`)).toEqual([
      "warning manifest/json-comment 1:1-1:8",
    ]);
    expect(document.value).toEqual({ a: "b" });
    const { start, end } = document.spanOf("/a");
    expect(document.source.text.slice(start, end)).toBe('"b"');
  });

  test("slashes in strings are not comments", () => {
    expect(parse('{ "a": "http://b", "c": "/* d */" }').diagnostics).toEqual([]);
  });

  test("the last of duplicate keys wins, with a warning at each one that repeats a key", () => {
    const { value, diagnostics } = parse('{ "a": 1, "b": { "c": 1, "\\u0063": 2 }, "a": 3, "a": 4 }');
    expect(value).toEqual({ a: 4, b: { c: 2 } });
    expect(diagnostics.map((d) => `${d.severity} ${brief(d)}`)).toEqual([
      "warning manifest/duplicate-key 1:26-1:34",
      "warning manifest/duplicate-key 1:41-1:44",
      "warning manifest/duplicate-key 1:49-1:52",
    ]);
    expect(diagnostics[0]?.related?.[0]?.location.start.column).toBe(18);
  });

  test("nesting depth is limited, whether the text is JSON or not", () => {
    const deep = (open: string, n: number, close: string) => open.repeat(n) + close.repeat(n);
    expect(parse(deep("[", maximumDepth, "]")).diagnostics).toEqual([]);
    const beyond = [
      deep("[", maximumDepth + 1, "]"),
      "[".repeat(300_000),
      deep('{"a":', 300_000, "}"),
      "/**/".concat(deep("[", 200_000, "]")),
    ];
    for (const text of beyond) expect(parse(text).diagnostics.map((d) => d.code)).toEqual(["manifest/json-depth"]);
  });
});

describe("values", () => {
  test("an empty file and a file of white space are read as {}", () => {
    for (const text of ["", " \r\n\t", "\uFEFF", "\uFEFF \n"]) {
      const document = parse(text);
      expect(document).toMatchObject({ value: {}, empty: true, broken: false, diagnostics: [] });
      expect(document.spanOf("/a")).toEqual({ start: 0, end: document.source.text.length });
    }
  });

  test("a byte order mark is not part of the text", () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode('{"a":1}')]);
    const document = parseJson(createSource("x.json", bytes));
    expect(document.value).toEqual({ a: 1 });
    expect(document.spanOf("/a")).toEqual({ start: 5, end: 6 });
  });

  test("__proto__ is an ordinary key", () => {
    for (const text of ['{"__proto__": {"evil": 1}, "a": 1}', '{"__proto__": {"evil": 1}, "a": 1,}']) {
      const { value } = parse(text) as { value: Record<string, unknown> };
      expect(Object.keys(value)).toEqual(["__proto__", "a"]);
      expect(value["evil"]).toBeUndefined();
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    }
  });

  test("locations of values and of keys, also after escapes", () => {
    const text = '{ "a/b": [10, { "~": "x" }], "\\u0063": null }';
    const document = parse(text);
    const at = (span: { start: number; end: number }) => text.slice(span.start, span.end);
    expect(at(document.spanOf(""))).toBe(text);
    expect(at(document.spanOf("/a~1b/0"))).toBe("10");
    expect(at(document.spanOf("/a~1b/1/~0"))).toBe('"x"');
    expect(at(document.keySpanOf("/a~1b/1/~0"))).toBe('"~"');
    expect(at(document.keySpanOf("/a~1b"))).toBe('"a/b"');
    expect(at(document.keySpanOf("/a~1b/0"))).toBe("10");
    expect(at(document.spanOf("/c"))).toBe("null");
    // If there is no such value, the nearest enclosing one.
    expect(at(document.spanOf("/a~1b/7/z"))).toBe('[10, { "~": "x" }]');
  });
});

describe("for any input", () => {
  const separators = fc.constantFrom("", " ", "\n", "\t ", "\r\n");

  test("JSON is read as by JSON.parse, and both scanners agree", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), separators, (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const document = parse(text);
        expect(document.value).toEqual(JSON.parse(text));
        expect(document.diagnostics).toEqual([]);
        const careful = carefulScan(text);
        expect(careful.fault).toBeUndefined();
        expect(careful.duplicates).toEqual([]);
        expect(careful.depth).toBe(quickScan(text).depth);
      }),
    );
  });

  test("every value and every key is located, with or without comments and trailing commas", () => {
    const key = fc.constantFrom("a", "b/c", "~", "", "é\n", '"', "__proto__", "0", "😀");
    const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<JsonValue>(null, true, 0, -1.5e-7, 12, "", "x", "// no", "\u2028😀\\", '"}'),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.array(fc.tuple(key, tie("tree")), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
      ),
    }));
    const gaps = fc.array(fc.constantFrom("", " ", "\n", "\r\n\t", "// ]\n", "/* , } */"), {
      minLength: 1,
      maxLength: 9,
    });
    fc.assert(
      fc.property(tree, gaps, fc.boolean(), (value, between, trailing) => {
        const printer = createPrinter(between, trailing);
        const places = printer.print(value);
        const document = parse(printer.text());
        expect(document.value).toEqual(value);
        for (const [pointer, place, keyPlace] of places) {
          expect([pointer, document.spanOf(pointer), document.keySpanOf(pointer)]).toEqual([pointer, place, keyPlace]);
        }
      }),
    );
  });

  test("garbage and damaged JSON never throw, and are refused exactly when JSON.parse refuses the cleaned text", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"',
      "1",
      "-",
      "null",
      "//",
      "/*",
      "*/",
      "\n",
      "\\",
      "'",
      "\u0000",
      "é",
    );
    const pieces = fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(""));
    const damaged = fc.tuple(fc.jsonValue({ maxDepth: 3 }), fc.nat(), piece).map(([value, at, extra]) => {
      const text = JSON.stringify(value);
      const place = at % (text.length + 1);
      return text.slice(0, place) + extra + text.slice(place + 1);
    });
    fc.assert(
      fc.property(fc.oneof(pieces, damaged, fc.string({ unit: "binary" })), (text) => {
        const document = parse(text);
        const { comments, trailingCommas, fault } = carefulScan(createSource("x", text).text);
        const strict = isJson(createSource("x", text).text);
        if (strict) expect(fault).toBeUndefined();
        else if (comments.length === 0 && trailingCommas.length === 0 && !document.empty) expect(fault).toBeDefined();
        const hasErrors = document.diagnostics.some((d) => d.severity === "error");
        expect(hasErrors).toBe(!document.empty && (fault !== undefined || trailingCommas.length > 0));
        for (const { location } of document.diagnostics) {
          expect(location).toBeDefined();
        }
        document.spanOf("/a/0");
      }),
      { numRuns: 2000 },
    );
  });
});

type Place = readonly [pointer: string, place: Span, keyPlace: Span];

/** Writes JSON with one of `gaps` after the other between its tokens, and records the positions. */
function createPrinter(gaps: readonly string[], trailing: boolean) {
  let text = "";
  let gap = 0;
  const places: Place[] = [];
  const write = (token: string): Span => {
    text += gaps[gap++ % gaps.length] ?? "";
    const start = text.length;
    text += token;
    return { start, end: text.length };
  };
  const print = (value: JsonValue, pointer: string, keyPlace?: Span): void => {
    const from = places.length;
    const { start } =
      typeof value === "object" && value !== null ? printInside(value, pointer) : write(JSON.stringify(value));
    const place = { start, end: text.length };
    places.splice(from, 0, [pointer, place, keyPlace ?? place]);
  };
  const printInside = (value: JsonObject | readonly JsonValue[], pointer: string): Span => {
    const list = Array.isArray(value);
    const open = write(list ? "[" : "{");
    const keys = Object.keys(value);
    for (const [index, key] of keys.entries()) {
      const keyPlace = list ? undefined : write(JSON.stringify(key));
      if (!list) write(":");
      print((value as JsonObject)[key] as JsonValue, `${pointer}/${pointerPart(key)}`, keyPlace);
      if (trailing || index < keys.length - 1) write(",");
    }
    write(list ? "]" : "}");
    return open;
  };
  return {
    print: (value: JsonValue) => {
      print(value, "");
      return places;
    },
    text: () => `${text}\n`,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
