/** `inspect`: what each page needs, and why each module is included. */
import { expect, test } from "vitest";
import { attribute } from "../../src/commands/attribution.ts";
import { inspect } from "../../src/commands/inspect.ts";
import type { Output } from "../../src/compiler/link/output.ts";
import { readUnverifiedPackage } from "../../src/package/index.ts";
import { file, newKey, pack, sampleOutput } from "./sample.ts";

/** A chunk as the linker writes it: modules by id, each with its dependencies. */
function chunk(name: string, modules: Record<string, readonly [body: string, links?: Record<string, string>]>): string {
  const entries = Object.entries(modules).map(([id, [body, links]]) => {
    return `${JSON.stringify(id)}:[function(require,module,exports){${body}}${links ? `,${JSON.stringify(links)}` : ""}],\n`;
  });
  return `__miniapp_define__(${JSON.stringify(name)},{\n${entries.join("")}},0);\n`;
}

const wrapper = "function(require,module,exports){}".length;

async function packed(main: Record<string, string>, shop: Record<string, string> = { "shop/a.txt": "x" }) {
  const files = (contents: Record<string, string>) => Object.entries(contents).map(([path, text]) => file(path, text));
  const output: Output = {
    ...sampleOutput(),
    subpackages: [
      { name: "main", root: "", independent: false, files: files(main) },
      { name: "shop", root: "shop", independent: false, files: files(shop) },
    ],
  };
  return (await pack(output, await newKey())).bytes;
}

const main = {
  "_miniapp/app.json": JSON.stringify({ script: "app.js" }),
  "_miniapp/entries.json": JSON.stringify({
    "pages/a": { kind: "page", script: "pages/a.js", template: "pages/a.wxml", using: { card: "parts/card" } },
    "pages/b": {
      kind: "page",
      script: "pages/b.js",
      style: ["_miniapp/style/b.css"],
      using: { late: { id: "shop/late", placeholder: "parts/wait" } },
    },
    "parts/card": { kind: "component", script: "parts/card.js", using: { card: "parts/card" } },
    "parts/wait": { kind: "component", script: "parts/wait.js" },
  }),
  "_miniapp/style/b.css": "b".repeat(50),
  "_miniapp/logic.js": chunk("main", {
    "app.js": ["1", { "./log": "log.js" }],
    "log.js": ["2".repeat(10)],
    "pages/a.js": ["3".repeat(20), { "./log": "log.js" }],
    "pages/a.wxml": ["4".repeat(30)],
    "pages/b.js": ["5".repeat(40), { "./deep": "deep.js" }],
    "deep.js": ["6".repeat(500), { "./deeper": "deeper.js", "./b": "pages/b.js" }],
    "deeper.js": ["7".repeat(1000)],
    "parts/card.js": ["8".repeat(60)],
    "parts/wait.js": ["9".repeat(70)],
    "alone.js": ["0".repeat(80)],
  }),
};
const shop = {
  "shop/_miniapp/entries.json": JSON.stringify({
    "shop/page": { kind: "page", script: "shop/page.js", using: { card: "parts/card" } },
  }),
  "shop/_miniapp/logic.js": chunk("shop", { "shop/page.js": ["s".repeat(5)] }),
};

test("counts what each page needs, and what only that page needs", async () => {
  const { pages } = attribute(await readUnverifiedPackage(await packed(main, shop)));
  const size = (...bodies: number[]) => bodies.reduce((sum, body) => sum + body + wrapper, 0);
  expect(pages).toEqual([
    { path: "pages/a", subpackage: "main", size: size(20, 10, 30, 60), alone: size(20, 30) },
    { path: "pages/b", subpackage: "main", size: 50 + size(40, 500, 1000, 70), alone: 50 + size(40, 500, 1000, 70) },
    { path: "shop/page", subpackage: "shop", size: size(5, 60), alone: size(5) },
  ]);
});

test("shows which import brought in each module, the largest first", async () => {
  const { modules } = attribute(await readUnverifiedPackage(await packed(main, shop)));
  expect(modules.slice(0, 2)).toEqual([
    { path: "deeper.js", subpackage: "main", size: 1000 + wrapper, because: ["pages/b", "pages/b.js", "deep.js"] },
    { path: "deep.js", subpackage: "main", size: 500 + wrapper, because: ["pages/b", "pages/b.js"] },
  ]);
  const because = Object.fromEntries(modules.map((module) => [module.path, module.because]));
  expect(because["log.js"]).toEqual(["app.js"]);
  expect(because["parts/card.js"]).toEqual(["pages/a", "parts/card"]);
  expect(because["parts/wait.js"]).toEqual(["pages/b", "parts/wait"]);
  expect(because["alone.js"]).toEqual([]);
});

test("shows nothing if the tables are missing or invalid", async () => {
  const bytes = await packed({
    "_miniapp/app.json": "[",
    "_miniapp/entries.json": '{"a":1,"b":{"using":[]}}',
    "_miniapp/logic.js": "while(1);",
  });
  const result = await inspect({ file: "x.mapkg" }, { read: async () => bytes });
  expect(result.pages).toEqual([]);
  expect(result.modules).toEqual([]);
});
