/**
 * Builds an app in this process, then again and again with one template changed, and prints the times. A build here is
 * everything from the changed file to the signed package on the disk.
 *
 *     node rebuild.mjs PROJECT TEMPLATE KEY OUT TIMES [--allow-missing]    (bundled by run.mjs first)
 *
 * TEMPLATE is relative to PROJECT. The file is restored at the end.
 */
import "./v8-settings.mjs";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createBuilder } from "../../src/commands/builder.ts";

const [project, template, key, out, times, ...flags] = process.argv.slice(2);
const io = { cwd: process.cwd(), env: process.env, out() {}, err() {} };
const options = { out, keys: { key }, cache: false, sourceMaps: true, allowMissing: flags.includes("--allow-missing") };
const path = join(project, template);
const original = readFileSync(path, "utf8");

const builder = createBuilder(project, options, io);
const cold = await timed();
const edits = [];
const digests = new Set([cold.digest]);
try {
  for (let i = 1; i <= Number(times); i++) {
    writeFileSync(path, `${original}\n<view>edit ${i}</view>\n`);
    builder.changed([template], false);
    const { ms, digest } = await timed();
    edits.push(ms);
    digests.add(digest);
  }
} finally {
  writeFileSync(path, original);
}
// Fail if the edit does not reach the package, because then nothing was measured.
if (digests.size !== edits.length + 1) throw new Error("an edit did not change the package");
console.log(JSON.stringify({ cold: cold.ms, edits }));

async function timed() {
  const started = performance.now();
  const { written, diagnostics } = await builder.build();
  const ms = performance.now() - started;
  if (!written)
    throw new Error(
      diagnostics
        .filter((d) => d.severity === "error")
        .map((d) => `${d.code} ${d.message}`)
        .join("\n"),
    );
  return { ms, digest: written.digest };
}
