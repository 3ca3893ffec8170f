/**
 * Finds out which of an app's scripts esbuild can bundle. It rejects a module that imports a name which the other
 * module does not export (WeChat's demo mixes `export` with `module.exports`), and a path that it cannot resolve; our
 * compiler accepts both. Rejected scripts are left out, which favours esbuild, and counted.
 */
import { build } from "esbuild";
import { dirname, resolve } from "node:path";

/**
 * @param {readonly string[]} scripts
 * @param {string} root folder of app.json
 * @returns {Promise<{ entries: string[], external: string[], refused: string[] }>} `refused`: what was left out, and why
 */
export async function acceptedByEsbuild(scripts, root) {
  let entries = [...scripts];
  const external = [];
  const refused = [];
  for (;;) {
    const errors = await bundlingErrors(entries, external, root);
    if (errors.length === 0) return { entries, external, refused };
    const before = refused.length;
    for (const { text, location } of errors) {
      const specifier = /^Could not resolve "(.*)"/.exec(text)?.[1];
      const what = specifier ?? resolve(root, location.file);
      if (external.includes(what)) continue;
      external.push(what);
      entries = entries.filter((path) => path !== what);
      refused.push(`${location.file}: ${text}`);
    }
    if (refused.length === before) throw new Error(`esbuild: ${errors[0].text}`);
  }
}

async function bundlingErrors(entries, external, root) {
  try {
    await build({
      absWorkingDir: root,
      stdin: {
        contents: entries.map((path) => `require(${JSON.stringify(path)});`).join("\n"),
        resolveDir: dirname(entries[0]),
      },
      bundle: true,
      write: false,
      outdir: "out",
      format: "cjs",
      platform: "neutral",
      mainFields: ["main"],
      target: "es2020",
      external,
      logLevel: "silent",
      logLimit: 0,
    });
    return [];
  } catch (error) {
    if (!error.errors) throw error;
    return error.errors;
  }
}
