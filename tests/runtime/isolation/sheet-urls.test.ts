/** Fragments of URLs in stylesheets, however they are written. */
import { describe, expect, test } from "vitest";
import { withoutFragments } from "../../../src/runtime/host/sheet-urls.ts";

test.each([
  [`a { filter: url("x.svg#f") }`, `a { filter: url("x.svg") }`],
  [`a { filter: url('x.svg#f') }`, `a { filter: url("x.svg") }`],
  [`a { filter: url(x.svg#f) }`, `a { filter: url("x.svg") }`],
  [`a { filter: url(  x.svg#f  ) }`, `a { filter: url("x.svg") }`],
  [`a { filter: URL(\n"x.svg#f"\n) }`, `a { filter: url("x.svg"\n) }`],
  [String.raw`a { filter: \75rl(x.svg#f) }`, `a { filter: url("x.svg") }`],
  [String.raw`a { filter: \000075 r\l(x.svg#f) }`, `a { filter: url("x.svg") }`],
  [String.raw`a { filter: u\52 \6C(x.svg#f) }`, `a { filter: url("x.svg") }`],
  [String.raw`a { filter: url(x.svg\23 f) }`, `a { filter: url("x.svg") }`],
  [String.raw`a { filter: url("x.svg\000023f") }`, `a { filter: url("x.svg") }`],
  [String.raw`a { filter: url("x.svg\#f") }`, `a { filter: url("x.svg") }`],
  [`a { filter: url("x\\\n.svg#f") }`, `a { filter: url("x.svg") }`],
  [`a { --x: url(data:image/svg+xml,a#b#c) }`, `a { --x: url("data:image/svg+xml,a") }`],
  [`a { filter: src("x.svg#f") }`, `a { filter: url("x.svg") }`],
  [`a { filter: url("x.svg#f`, `a { filter: url("x.svg"`],
  [`a { filter: url(x.svg#f`, `a { filter: url("x.svg"`],
  [
    `a { content: "\\"; b: url(" } c { filter: url(x.svg#f) }`,
    `a { content: "\\"; b: url(" } c { filter: url("x.svg") }`,
  ],
  [`/* url(" */ a { filter: url("x.svg#f") }`, `/* url(" */ a { filter: url("x.svg") }`],
  [`a { content: 'url(' } b { filter: url("x.svg#f") }`, `a { content: 'url(' } b { filter: url("x.svg") }`],
  [`a { b: "x\n} c { filter: url("x.svg#f") }`, `a { b: "x\n} c { filter: url("x.svg") }`],
  [`.a\\"b { filter: url("x.svg#f") }`, `.a\\"b { filter: url("x.svg") }`],
  [`a { b: url("x\\"y#f") }`, `a { b: url("x\\22 y") }`],
  [`a { b: url("é#f") }`, `a { b: url("\\e9 ") }`],
  [`a { b: url(\\1 #f) }`, `a { b: url(\\1 #f) }`],
])("%s", (css, expected) => {
  expect(withoutFragments(css)).toBe(expected);
});

describe("unchanged", () => {
  test.each([
    `a { color: #fff; background: url(x.png) }`,
    `a { background: url("a b.png") no-repeat #eee }`,
    `a { clip-path: url(#c); filter: url("#f") }`,
    `@import url("x.css");`,
    `a::before { content: "\\e601#url(x#y)" } /* url(x#y) */`,
    `#id { color: red } .w-\\[1px\\] { width: 1px }`,
    `a { background: url() } b { background: url("") }`,
  ])("%s", (css) => {
    expect(withoutFragments(css)).toBe(css);
  });
});
