/**
 * The built runtime uses nothing that is newer than the browsers of docs/host.md, except for what those browsers can do
 * without. The lists of names are not complete: they have what is newer than the minimum and likely to be used. A name
 * that several interfaces share (`add`, `any`) is listed with its object, or not at all.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "acorn";
import { expect, test } from "vitest";
import { root } from "../../build/program.ts";
import { readRuntime } from "./site.ts";

/** Chrome 100, Safari 16.4 and Firefox 110, as one year of the language. */
const ecmaVersion = 2022;

/** Names of properties and globals, each missing from one of these browsers. */
const names = new Set(
  (
    "toReversed toSorted toSpliced fromAsync withResolvers groupBy isWellFormed toWellFormed symmetricDifference " +
    "isSubsetOf isSupersetOf isDisjointFrom canParse toHex fromHex toBase64 sumPrecise getOrInsert getOrInsertComputed " +
    "transferToFixedLength Float16Array Temporal Segmenter DurationFormat waitAsync requestIdleCallback checkVisibility " +
    "popover showPopover hidePopover togglePopover startViewTransition moveBefore setHTML setHTMLUnsafe getHTML " +
    "parseHTMLUnsafe requestVideoFrameCallback captureStream databases wakeLock inert role ariaChecked ariaDisabled " +
    "ariaHasPopup ariaHidden ariaLabel ariaMultiLine ariaValueMax ariaValueMin ariaValueNow ariaValueText " +
    "ariaLabelledByElements ariaDescribedByElements CompressionStream DecompressionStream CloseWatcher VideoDecoder " +
    "VideoEncoder AudioDecoder ImageDecoder MediaStreamTrackProcessor URLPattern cookieStore scheduler " +
    "ViewTransition CSSScopeRule Highlight computedStyleMap attributeStyleMap registerProperty interestForElement " +
    "createConicGradient roundRect AbortSignal.any AbortSignal.timeout Promise.try Iterator.from Error.isError RegExp.escape URL.parse Response.json " +
    "style.translate style.rotate style.scale"
  ).split(" "),
);

/** Names in stylesheets, which may be texts in scripts. */
const styles =
  /:has\(|:popover-open|:user-(?:in)?valid|:state\(|@container|@scope|@starting-style|@property|@position-try|[\d.](?:cq(?:w|h|i|b|min|max)|[dsl]v(?:w|h))\b|color-mix\(|oklch\(|oklab\(|light-dark\(|text-wrap|scrollbar-(?:width|color)|content-visibility|\bmask(?=:)|interpolate-size|anchor-name|field-sizing|linear\(/g;

/**
 * What the runtime uses all the same, and what happens in a browser without it. docs/host.md tells the users what they
 * notice.
 */
const withoutHarm: Readonly<Record<string, string>> = {
  showPopover: "checked, or called with `?.`: the stylesheet positions the element instead",
  hidePopover: "called only after showPopover",
  ":popover-open": "a rule of its own, and asked about only where there is showPopover",
  requestVideoFrameCallback: "wx.createVideoDecoder fails",
  captureStream: "checked: media containers fail; exists on a <canvas>",
  databases: "in a try",
  wakeLock: "checked: the screen turns off",
  inert: "an invisible item stays in the tab order",
  "AbortSignal.timeout": "checked: the release client has the browser's own limit",
  toHex: "checked by the library of the release client",
  fromHex: "checked by the library of the release client",
  "style.translate": "the page stays behind the keyboard that a host draws",
  "@container": "full screen is not rotated",
  cqh: "only in @container",
  cqw: "only in @container",
  "scrollbar-width": "scrollbars are visible",
  "content-visibility": "items outside the screen are drawn",
  mask: "the spinner of a loading button is a disc",
};
/** Read by assistive technology only. */
const isAssistive = (name: string): boolean => name === "role" || name.startsWith("aria");

interface Node {
  readonly type: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly computed?: boolean;
  readonly object?: Node;
  readonly property?: Node;
}

function used(source: string, found: Set<string>): void {
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (typeof value !== "object" || value === null || value instanceof RegExp) return;
    const node = value as Node;
    if (node.type === "Identifier" && node.name) found.add(node.name);
    if (node.type === "MemberExpression" && !node.computed) {
      const owner = node.object?.property ?? node.object;
      found.add(`${owner?.name}.${node.property?.name}`);
    }
    Object.values(node).forEach(visit);
  };
  visit(parse(source, { ecmaVersion, sourceType: "module" }));
}

/** Files for apps, host pages and the release client. */
async function builtFiles(): Promise<ReadonlyMap<string, string>> {
  const decoder = new TextDecoder();
  return new Map([...(await readRuntime())].map(([name, content]) => [name, decoder.decode(content)]));
}

test("the built runtime can be read by the oldest browsers, and uses only what they have or can do without", async () => {
  const found = new Set<string>();
  const styled = new Set<string>();
  for (const [name, text] of await builtFiles()) {
    const scripts = name.endsWith(".html")
      ? [...text.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map((m) => m[1])
      : [];
    for (const script of name.endsWith(".js") ? [text] : scripts) used(script ?? "", found);
    for (const [style] of text.matchAll(styles)) styled.add(style.replace(/^[\d.]/, ""));
  }
  expect(found).toContain("adoptedStyleSheets");
  const newer = [...found].filter((name) => names.has(name) && !isAssistive(name));
  expect([...newer, ...styled].sort()).toEqual(Object.keys(withoutHarm).sort());
});

test("the versions are the same in the build, the message and the documentation", () => {
  const read = (path: string): string => readFileSync(join(root, path), "utf8");
  for (const script of ["scripts/build-runtime.mjs", "scripts/build-preview.mjs"]) {
    expect(read(script)).toContain('target: ["chrome100", "safari16.4", "firefox110"]');
  }
  expect(read("docs/host.md")).toMatch(
    /\| Chrome, Edge, Android WebView \| 100 \|[^]*\| Safari, iOS WebView \| 16\.4 \|[^]*\| Firefox \| 110 \|/,
  );
  expect(read("src/runtime/host/check-browser.ts")).toContain("Chrome 100, Safari 16.4 or Firefox 110");
});
