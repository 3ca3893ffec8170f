/** The runtime is built for Chrome 100, Safari 15.4 and Firefox 110: nothing adds what they lack. */
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";

const folder = new URL("../../src/runtime/", import.meta.url);

/** Functions that at least one of the three does not have. esbuild's `target` is about syntax only. */
const newer =
  /\.(toReversed|toSorted|toSpliced|isWellFormed|toWellFormed|getOrInsert)\(|\b(AbortSignal\.(any|timeout)|Object\.groupBy|Map\.groupBy|Promise\.(withResolvers|try)|Array\.fromAsync|URL\.(canParse|parse)|Iterator\.from|RegExp\.escape|Error\.isError)\(/;

test("the runtime calls no function that is newer than the browsers it is built for", () => {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .flatMap((entry) => {
      const path = `${entry.parentPath}/${entry.name}`;
      return readFileSync(path, "utf8")
        .split("\n")
        .map((line, index) => `${path.slice(folder.pathname.length)}:${index + 1} ${line.trim()}`)
        .filter((line) => newer.test(line));
    });
  expect(found).toEqual([]);
});
