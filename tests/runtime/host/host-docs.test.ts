/** docs/host.md lists exactly the messages of the protocol. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../build/program.ts";

const protocol = ["protocol-frame", "protocol-host", "protocol-windows"]
  .map((name) => readFileSync(join(root, `src/runtime/${name}.ts`), "utf8"))
  .join("\n");
const docs = readFileSync(join(root, "docs/host.md"), "utf8");

test("the tables of messages match the protocol", () => {
  const types = [...protocol.matchAll(/readonly type: "([\w-]+)"/g)].map((match) => match[1] as string);
  const tables = docs.slice(docs.indexOf("## Windows"));
  const named = [...tables.matchAll(/^\| (`.*?) \| /gm)].flatMap((row) =>
    [...(row[1] as string).matchAll(/`([\w-]+)`/g)].map((match) => match[1] as string),
  );
  expect([...new Set(named)].sort()).toEqual([...new Set(types)].sort());
});
