/**
 * The cases measured for one app. Each has a name and a function that runs it once and returns how long it took.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { filesBelow } from "./apps.mjs";
import { entryScripts } from "./entries.mjs";
import { acceptedByEsbuild } from "./esbuild-input.mjs";
import { lastJson, median, run } from "./measure.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const repository = fileURLToPath(new URL("../..", import.meta.url));
const native = join(
  repository,
  "node_modules/miniprogram-compiler/bin",
  { linux: "linux", darwin: "mac", win32: "windows" }[process.platform] ?? "linux",
);

/**
 * @typedef {object} Case
 * @property {string} id
 * @property {string} name
 * @property {(options: { memory: boolean }) => Promise<{ ms: number, inner?: number, peak?: number }>} once
 *   `ms`: the whole process; `inner`: the work alone, as the process itself timed it
 * @property {boolean} [slow] takes so long that it gets no warm-up
 */

/**
 * @param {import("./apps.mjs").App} app
 * @param {{ work: string, bundles: { rooms: string, rebuild: string }, key: string, peers: string | undefined }} tools
 * @returns {Promise<{ cases: Case[], notes: string[] }>}
 */
export async function casesOf(app, tools) {
  const work = join(tools.work, `${app.name.replace(/\W+/g, "-")}-out`);
  mkdirSync(work, { recursive: true });
  const scripts = await scriptCases(app, work);
  const cases = [
    nodeCase(),
    ...ourCases(app, work, tools),
    ...scripts.cases,
    ...roomCases(app, work, tools.bundles.rooms),
    ...(tools.peers ? ciCases(app, tools.peers) : []),
  ];
  return { cases, notes: [...app.notes, ...scripts.notes] };
}

function nodeCase() {
  return { id: "node", name: "`node -e 0`", once: ({ memory }) => run([process.execPath, "-e", "0"], { memory }) };
}

function ourCases(app, work, { key, bundles }) {
  const cache = join(work, "cache");
  const out = join(work, "app.mapkg");
  const build = (memory) => {
    const options = ["--quiet", "--out", out, "--cache", cache, "--key", key, ...app.options];
    return run([process.execPath, join(repository, "bin/miniapp.js"), "build", app.project, ...options], { memory });
  };
  const template = somePage(app);
  const path = join(app.project, template);
  const original = readFileSync(path, "utf8");
  let edits = 0;
  return [
    {
      id: "cold",
      name: "miniapp build: new process, cold cache, minified, signed",
      async once({ memory }) {
        rmSync(cache, { recursive: true, force: true });
        return build(memory);
      },
    },
    {
      id: "disk",
      name: "miniapp build: new process, disk cache, one template changed",
      // Runs after `cold` and uses its cache.
      async once({ memory }) {
        writeFileSync(path, `${original}\n<view>edit ${++edits}</view>\n`);
        try {
          return await build(memory);
        } finally {
          writeFileSync(path, original);
        }
      },
    },
    {
      id: "rebuild",
      name: "miniapp, same process: one template changed",
      async once({ memory }) {
        const options = [app.project, template, key, join(work, "rebuild.mapkg"), "15", ...app.options];
        const result = await run([process.execPath, bundles.rebuild, ...options], { memory });
        const { cold, edits: times } = lastJson(result.stdout);
        return { ms: median(times), inner: cold, peak: result.peak };
      },
    },
  ];
}

/** The template of the first page listed. */
function somePage(app) {
  const { pages } = JSON.parse(readFileSync(join(app.root, "app.json"), "utf8"));
  return relative(app.project, join(app.root, `${pages[0]}.wxml`));
}

async function scriptCases(app, work) {
  const scripts = entryScripts(app.root);
  const { entries, external, refused } = await acceptedByEsbuild(scripts, app.root);
  const list = join(work, "scripts.json");
  writeFileSync(list, JSON.stringify({ entries, external }));
  const one = (id, name, shape) => ({
    id,
    name,
    async once({ memory }) {
      const result = await run([process.execPath, join(here, "bundle-scripts.mjs"), list, shape], { memory });
      return { ms: result.ms, inner: lastJson(result.stdout).ms, peak: result.peak };
    },
  });
  const notes = [
    `esbuild gets ${entries.length} of the ${scripts.length} scripts of app, pages and components as entries`,
  ];
  if (refused.length > 0)
    notes.push(`left out for esbuild, which refuses them: ${refused.map((text) => `\`${text}\``).join("; ")}`);
  return {
    cases: [
      one("esbuild-one", "esbuild: bundle and minify the same scripts, one file", "one"),
      one("esbuild-each", "esbuild: the same, one file per entry", "each"),
    ],
    notes,
  };
}

function roomCases(app, work, rooms) {
  const below = (pattern) => filesBelow(app.root, pattern).map((path) => relative(app.root, path));
  const templates = below(/\.wx(ml|s)$/);
  const styles = below(/\.wxss$/);
  const ours = (id, name, room, files) => {
    const list = join(work, `${room}.json`);
    writeFileSync(list, JSON.stringify({ root: app.root, files }));
    return {
      id,
      name: `${name} (${files.length} files): miniapp`,
      async once({ memory }) {
        const result = await run([process.execPath, rooms, room, list, join(work, `${room}.out`)], { memory });
        return { ms: result.ms, inner: lastJson(result.stdout).ms, peak: result.peak };
      },
    };
  };
  const theirs = (id, name, program, options, files) => ({
    id,
    name: `${name} (${files.length} files): ${program}`,
    once: ({ memory }) =>
      run([join(native, program), ...options, "-o", join(work, `${program}.js`), ...files.map((path) => `./${path}`)], {
        cwd: app.root,
        memory,
      }),
  });
  return [
    ours("templates", "templates alone", "templates", templates),
    theirs("wcc", "templates alone", "wcc", ["-d"], templates),
    ours("styles", "styles alone", "styles", styles),
    theirs("wcsc", "styles alone", "wcsc", ["-js", "-pc", String(styles.length)], styles),
  ];
}

function ciCases(app, modules) {
  const one = (id, name, mode) => ({
    id,
    name,
    slow: true,
    async once({ memory }) {
      const command = [process.execPath, join(here, "peers/compile-with-ci.cjs"), app.project, mode];
      const result = await run(command, { env: { NODE_PATH: modules }, memory });
      return { ms: result.ms, inner: lastJson(result.stdout).ms, peak: result.peak };
    },
  });
  return [one("ci-es5", "miniprogram-ci: ES5 and minify on", "es5"), one("ci-off", "miniprogram-ci: both off", "off")];
}
