/** docs/api-support.md is generated from the code; `UPDATE=1` writes it. */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { areas, lateAreas } from "../../../src/runtime/api/areas.ts";
import type { ApiDefinition } from "../../../src/runtime/api/definition.ts";
import { FileTree } from "../../../src/runtime/api/file/tree.ts";
import { lateNames } from "../../../src/runtime/api/late-names.ts";
import type { Support } from "../../../src/runtime/api/index.ts";
import { typedNames } from "../../../src/runtime/api/typed-names.ts";
import { unsupportedNames } from "../../../src/runtime/api/unsupported-names.ts";
import { fakeWx } from "./fake-host.ts";

const path = new URL("../../../docs/api-support.md", import.meta.url);

test("docs/api-support.md is up to date", () => {
  const { support } = fakeWx();
  const text = printSupport(support);
  if (process.env["UPDATE"] === "1") writeFileSync(path, text);
  expect(readFileSync(path, "utf8"), "UPDATE=1 writes it").toBe(text);
});

test("src/runtime/api/unsupported-names.ts lists the names in the typings that no area defines", () => {
  const { support } = fakeWx();
  const file = new URL("../../../src/runtime/api/unsupported-names.ts", import.meta.url);
  const forms = Object.entries(typedNames).map(([form, names]) => {
    const left = names.split(" ").filter((name) => (support.get(name) ?? "unsupported") === "unsupported");
    if (form !== "event") return [form, left] as const;
    const events = [...new Set(left.map((name) => name.replace(/^(on|off)/, "")))];
    expect(events.flatMap((name) => [`off${name}`, `on${name}`]).sort()).toEqual([...left].sort());
    return [form, events] as const;
  });
  if (process.env["UPDATE"] === "1") {
    const rows = forms.map(([form, left]) => `  ${form}:${lines(left)},\n`).join("");
    const why =
      "/**\n * Names of WeChat's typings that no area implements, by form; each event stands for `on…` and `off…`. Written by\n * support.test.ts with `UPDATE=1`.\n */";
    writeFileSync(file, `${why}\nexport const unsupportedNames = {\n${rows}} as const;\n`);
    return;
  }
  expect(unsupportedNames).toEqual(Object.fromEntries(forms.map(([form, left]) => [form, left.join(" ")])));
});

test("src/runtime/api/late-names.ts lists the names of late areas, which no other area defines", () => {
  const { context, support } = fakeWx();
  const early = areas.flatMap((area) => area({ ...context, files: new FileTree(context) })).flatMap(namesOf);
  const all: Record<string, Record<string, string>> = {};
  for (const [name, area] of Object.entries(lateAreas)) {
    const rows: Record<string, string> = {};
    for (const row of area({ ...context, files: new FileTree(context) })) {
      const kind = row.support;
      // Only functions, and not functions that always fail.
      expect(kind).not.toBe("unsupported");
      expect(row.form).not.toBe("value");
      rows[kind] = [...(rows[kind]?.split(" ") ?? []), ...namesOf(row)].join(" ");
    }
    all[name] = rows;
  }
  const file = new URL("../../../src/runtime/api/late-names.ts", import.meta.url);
  if (process.env["UPDATE"] === "1") {
    const text = Object.entries(all).map(([name, rows]) => {
      const parts = Object.entries(rows).map(([kind, names]) => `${JSON.stringify(kind)}:${lines(names.split(" "))},`);
      return `  ${name}: {\n${parts.join("\n")}\n},\n`;
    });
    writeFileSync(file, readFileSync(file, "utf8").replace(/(= \{\n)[^]*(\};\n)$/, `$1${text.join("")}$2`));
    return;
  }
  expect(lateNames).toEqual(all);
  const late = Object.values(all).flatMap((rows) => Object.values(rows).flatMap((names) => names.split(" ")));
  expect(new Set([...early, ...late]).size).toBe(early.length + late.length);
  for (const name of late) expect(support.has(name)).toBe(true);
});

function namesOf(row: ApiDefinition): string[] {
  return row.form === "event" ? [`on${row.name}`, `off${row.name}`] : [row.name];
}

function lines(names: readonly string[]): string {
  const all = [""];
  for (const name of names) {
    const last = all.at(-1) as string;
    if (last.length + name.length > 100) all.push(` ${name}`);
    else all[all.length - 1] = last === "" ? name : `${last} ${name}`;
  }
  return `\n    ${all.map((one) => JSON.stringify(one)).join(" +\n    ")}`;
}

function printSupport(support: ReadonlyMap<string, Support>): string {
  const rows = [...support].sort(([a], [b]) => (a < b ? -1 : 1));
  const count = (kind: Support): number => rows.filter(([, one]) => one === kind).length;
  const typed = new Set(Object.values(typedNames).flatMap((names) => names.split(" ")));
  const list = (kind: Support): string =>
    rows
      .filter(([, one]) => one === kind)
      .map(([name]) => `\`${name}\`${typed.has(name) ? "" : "\\*"}`)
      .join(", ");
  return `# Support of wx.*

Generated from the code by a test (\`UPDATE=1 npx vitest run tests/runtime/api/support.test.ts\`). Every function in
\`miniprogram-api-typings\` exists. Names marked \\* are not in the typings, but apps use them.

| | functions and objects |
|---|---|
| real | ${count("real")} |
| stand-in | ${count("stand-in")} |
| unsupported | ${count("unsupported")} |

## Real

Behaves as WeChat documents it, within what a browser can do.

${list("real")}

## Stand-in

Can be called, and answers in WeChat's format, but the answer comes from the host: from hooks of \`mountMiniApp\`,
from mock files of a preview, or else it is a plausible default or the refusal of a user who cancels. Nothing is really
paid, sent, scanned or found.

${list("stand-in")}

## Unsupported

Exists and fails as documented: asynchronous functions call \`fail\` with \`{ errMsg: "name:fail not supported" }\` or
reject with it, synchronous ones throw it, listeners are never called, and methods of objects fail in the same way.
\`getXrFrameSystem\` returns an object whose classes do nothing, so that a page's scripts load without its 3D scene.
\`wx.canIUse\` returns \`false\`.

${list("unsupported")}
`;
}
