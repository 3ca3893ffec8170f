/** The files that `miniapp add` creates for a page, component or behavior. */
import type { ProjectShape } from "./add-shape.ts";

type Files = ReadonlyMap<string, string>;

/** @param path path of the page, without extension */
export function pageFiles(path: string, { script, sheet }: ProjectShape): Files {
  const name = lastPart(path);
  return new Map([
    [`${path}.json`, `{\n  "navigationBarTitleText": ${JSON.stringify(titleOf(path))}\n}\n`],
    [`${path}.${script}`, "Page({\n  data: {},\n\n  onLoad() {},\n});\n"],
    [`${path}.wxml`, `<view class="${name}">${titleOf(path)}</view>\n`],
    [`${path}.${sheet}`, `.${name} {\n  padding: 32rpx;\n}\n`],
  ]);
}

/** @param path path of the component, without extension */
export function componentFiles(path: string, { script, sheet }: ProjectShape): Files {
  const name = lastPart(path);
  return new Map([
    [`${path}.json`, `{\n  "component": true\n}\n`],
    [
      `${path}.${script}`,
      `Component({\n  properties: {\n    label: { type: String, value: "" },\n  },\n\n  methods: {},\n});\n`,
    ],
    [`${path}.wxml`, `<view class="${name}">\n  <text>{{label}}</text>\n  <slot />\n</view>\n`],
    [`${path}.${sheet}`, `.${name} {\n  display: block;\n}\n`],
  ]);
}

/** @param path path of the behavior, without extension */
export function behaviorFiles(path: string, { script }: ProjectShape): Files {
  const name = lastPart(path).replace(/[-_]+(\w)/g, (_all, letter: string) => letter.toUpperCase());
  const body = `Behavior({\n  data: {},\n\n  lifetimes: {\n    attached() {},\n  },\n\n  methods: {},\n});\n`;
  const before = script === "ts" ? `export const ${name} = ` : `module.exports.${name} = `;
  return new Map([[`${path}.${script}`, before + body]]);
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/**
 * A title from a path: `pages/loan-offers/loan-offers` gives "Loan offers", `packages/loans/pages/index/index` gives
 * "Loans".
 */
function titleOf(path: string): string {
  const parts = path.split("/").filter((part) => part !== "index" && part !== "pages");
  const words = (parts.at(-1) ?? "page").replaceAll(/[-_]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
