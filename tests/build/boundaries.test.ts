/**
 * The allowed imports between rooms, checked against the import lines of src/. An import that is not in the table fails
 * the test, because a naming convention alone does not keep rooms apart. ARCHITECTURE.md explains the reasons.
 */
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "./program.ts";
import { listFiles } from "./project.ts";

/** Rooms by their folder; a nested folder comes before the one that contains it. */
const rooms = [
  "compiler/source",
  "compiler/diagnostics",
  "compiler/manifest",
  "compiler/graph",
  "compiler/template",
  "compiler/style",
  "compiler/script",
  "compiler/asset",
  "compiler/link",
  "compiler",
  "package/verify",
  "package",
  "runtime/services",
  "runtime/logic",
  "runtime/api",
  "runtime/worker",
  "runtime/view",
  "runtime/components",
  "runtime/host",
  "runtime",
  "release",
  "preview/simulator",
  "preview",
  "testing",
  "disk",
  "commands",
  "start",
] as const;
type Room = (typeof rooms)[number] | "index";

const compilerRooms = rooms.filter((room) => room.startsWith("compiler/"));
const language = ["compiler/source", "compiler/diagnostics"] as const;

/** Room → rooms that it may import. A room may always import itself. */
const arrows: Readonly<Record<Room, readonly Room[]>> = {
  index: ["compiler", "disk", "package"],
  // It loads the program without any knowledge of it.
  start: [],
  // Of the runtime it needs only the list of unsupported names, which is data.
  commands: ["compiler", ...compilerRooms, "disk", "package", "release", "preview", "runtime/api"],
  disk: ["compiler/source"],
  compiler: compilerRooms,
  "compiler/source": ["compiler/diagnostics"],
  "compiler/diagnostics": ["compiler/source"],
  "compiler/manifest": language,
  "compiler/graph": [...language, "compiler/manifest"],
  "compiler/template": language,
  "compiler/style": language,
  "compiler/script": language,
  "compiler/asset": language,
  "compiler/link": ["compiler/graph", "compiler/source"],
  package: ["compiler/link", "package/verify"],
  "package/verify": [],
  // The protocol, which all of these use.
  runtime: [],
  "runtime/services": [],
  "runtime/logic": ["runtime", "runtime/services"],
  "runtime/api": ["runtime", "runtime/services"],
  // The Worker's entry point, where logic and APIs are combined.
  "runtime/worker": ["runtime", "runtime/services", "runtime/logic", "runtime/api"],
  "runtime/view": ["runtime", "runtime/components"],
  "runtime/components": ["runtime"],
  "runtime/host": ["runtime", "runtime/services", "package/verify"],
  release: ["package", "package/verify"],
  // Of the host it needs only the pure function that decides the response for a request to an app's origin.
  preview: ["compiler", "compiler/source", "compiler/diagnostics", "disk", "runtime/host"],
  // The page in the browser knows only the server's messages.
  "preview/simulator": ["preview", "runtime", "runtime/host"],
  testing: ["compiler", ...compilerRooms, "disk", "runtime", "runtime/services", "runtime/logic", "runtime/api"],
};

/** Imports that may be type-only. */
const typesOnly: readonly (readonly [Room, Room])[] = [
  // `Language` declares that parsing yields diagnostics, which have source locations.
  ["compiler/source", "compiler/diagnostics"],
  ["disk", "compiler/source"],
  ["package", "compiler/link"],
];

/** npm packages by room; a room that is not listed uses none. */
const packages: Partial<Record<Room, readonly string[]>> = {
  commands: ["@clack/prompts", "@humanwhocodes/momoa", "commander", "kleur", "uqr"],
  preview: ["ws"],
  disk: ["chokidar"],
  "compiler/script": ["esbuild"],
  "compiler/manifest": ["@humanwhocodes/momoa"],
  "compiler/template": ["acorn"],
  "compiler/link": ["acorn"],
  "compiler/source": ["@jridgewell/trace-mapping"],
  "compiler/style": ["@jridgewell/trace-mapping"],
  package: ["sm-crypto-v2"],
  // Ed25519 for browsers without it.
  "package/verify": ["@noble/curves"],
  release: ["@noble/curves", "@noble/hashes", "@tufjs/models", "aws4fetch", "tuf-js"],
};

/** Rooms that run in Node.js only, and say so. */
const nodeRooms: ReadonlySet<Room> = new Set(["commands", "disk", "package", "release", "preview", "testing", "start"]);

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const source = join(root, "src");
const files = listFiles(source).filter((path) => /\.[cm]?[jt]s$/.test(path));
const imports = files.flatMap((path) => importsOf(path, readFileSync(join(source, path), "utf8")));

/** Import and export lines, and `import()`. Assumes that no comment or string in src/ looks like one. */
function importsOf(from: string, text: string): Import[] {
  const found: Import[] = [];
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[\s;,{}()])\/\/.*$/gm, "$1");
  const statement = /^\s*(import|export)\s+(type\s)?(?:[\w$*{}\s,]+?\sfrom\s+)?["']([^"'\n]+)["']/gm;
  for (const match of code.matchAll(statement)) {
    const names = /\{([^}]*)\}/.exec(match[0])?.[1];
    const allTypes =
      names !== undefined && names.split(",").every((name) => name.trim() === "" || /^type\s/.test(name.trim()));
    found.push({ from, specifier: match[3] as string, typeOnly: match[2] !== undefined || allTypes });
  }
  for (const match of code.matchAll(/\bimport\(\s*["']([^"'\n]+)["']\s*\)/g)) {
    found.push({ from, specifier: match[1] as string, typeOnly: /:\s*$|typeof\s+$/.test(code.slice(0, match.index)) });
  }
  return found;
}

function roomOf(path: string): Room {
  const room = rooms.find((name) => path.startsWith(`${name}/`));
  if (room !== undefined) return room;
  if (path === "index.ts") return "index";
  throw new Error(`src/${path} lies in no room of the table`);
}

function targetOf({ from, specifier }: Import): string {
  return relative(source, join(source, dirname(from), specifier));
}

const own = imports.filter(({ specifier }) => specifier.startsWith("."));
const foreign = imports.filter(({ specifier }) => !specifier.startsWith("."));

test("the reader finds all imports", () => {
  expect(files.length).toBeGreaterThan(150);
  expect(own.length).toBeGreaterThan(files.length);
  const builder = imports.filter(({ from }) => from === "commands/builder.ts").map(({ specifier }) => specifier);
  expect(builder).toEqual(expect.arrayContaining(["node:crypto", "../compiler/index.ts", "./cache.ts"]));
  const sample =
    'import type { A } from "./a.ts";\nimport { type B, c } from "./b.ts";\nexport * from "./d.ts";\nimport "./e.ts";\nconst f = () => import("./f.ts");\n// import "./g.ts";\n';
  expect(importsOf("x.ts", sample).map(({ specifier, typeOnly }) => [specifier, typeOnly])).toEqual([
    ["./a.ts", true],
    ["./b.ts", false],
    ["./d.ts", false],
    ["./e.ts", false],
    ["./f.ts", false],
  ]);
});

describe("imports between rooms", () => {
  test("are all in the table", () => {
    const wrong = own.filter((one) => {
      const [from, to] = [roomOf(one.from), roomOf(targetOf(one))];
      return from !== to && !arrows[from].includes(to);
    });
    expect(wrong.map((one) => `${one.from} -> ${targetOf(one)}`)).toEqual([]);
  });

  test("are type-only where the table says so", () => {
    const wrong = own.filter(
      (one) =>
        !one.typeOnly && typesOnly.some(([from, to]) => roomOf(one.from) === from && roomOf(targetOf(one)) === to),
    );
    expect(wrong.map((one) => `${one.from} -> ${targetOf(one)}`)).toEqual([]);
  });

  test("use every entry of the table", () => {
    const used = new Set(own.map((one) => `${roomOf(one.from)} -> ${roomOf(targetOf(one))}`));
    const listed = Object.entries(arrows).flatMap(([from, to]) => to.map((room) => `${from} -> ${room}`));
    const all = new Set(["compiler", "commands", "testing"].map((room) => `${room} -> compiler/`));
    // These three may import every room of the compiler.
    expect(listed.filter((arrow) => !used.has(arrow) && ![...all].some((start) => arrow.startsWith(start)))).toEqual(
      [],
    );
  });

  test("every import names a file of src/ with its extension", () => {
    const known = new Set(files);
    expect(own.filter((one) => !known.has(targetOf(one))).map((one) => `${one.from}: ${one.specifier}`)).toEqual([]);
  });

  test("files have no import cycle, apart from types", () => {
    const edges = new Map<string, string[]>();
    for (const one of own) if (!one.typeOnly) edges.set(one.from, [...(edges.get(one.from) ?? []), targetOf(one)]);
    const state = new Map<string, "open" | "done">();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]) => {
      if (state.get(file) === "done") return;
      if (state.get(file) === "open") {
        circles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
        return;
      }
      state.set(file, "open");
      for (const target of edges.get(file) ?? []) visit(target, [...path, file]);
      state.set(file, "done");
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});

describe("external modules", () => {
  test("Node.js modules are imported with node: and not used in the compiler, the runtime or the verifier", () => {
    const bare = foreign.filter(({ specifier }) => builtinModules.includes(specifier));
    expect(bare.map((one) => `${one.from}: ${one.specifier}`)).toEqual([]);
    const wrong = foreign.filter((one) => one.specifier.startsWith("node:") && !nodeRooms.has(roomOf(one.from)));
    expect(wrong.map((one) => `${one.from}: ${one.specifier}`)).toEqual([]);
  });

  test("each npm package is imported only by the rooms that the table lists", () => {
    const wrong = foreign.filter(({ from, specifier }) => {
      if (specifier.startsWith("node:")) return false;
      return !(packages[roomOf(from)] ?? []).includes(packageName(specifier));
    });
    expect(wrong.map((one) => `${one.from}: ${one.specifier}`)).toEqual([]);
    const used = new Set(foreign.map((one) => `${roomOf(one.from)}: ${packageName(one.specifier)}`));
    const listed = Object.entries(packages).flatMap(([room, names]) => names.map((name) => `${room}: ${name}`));
    expect(listed.filter((one) => !used.has(one))).toEqual([]);
  });

  test("package.json lists what src/ imports; bundled packages are not dependencies of users", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
      string,
      Record<string, string>
    >;
    const { dependencies = {}, devDependencies = {} } = manifest;
    const used = new Set(
      foreign.filter((one) => !one.specifier.startsWith("node:")).map((one) => packageName(one.specifier)),
    );
    expect([...used].filter((name) => !(name in dependencies) && !(name in devDependencies))).toEqual([]);
    expect(Object.keys(dependencies).filter((name) => !used.has(name))).toEqual([]);
    const versions = Object.entries({ ...dependencies, ...devDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  test("the compiler uses no process state, clock, locale or randomness, and does not evaluate strings as code", () => {
    const pure = files.filter((path) => path.startsWith("compiler/") && !path.includes("/generated/"));
    const forbidden =
      /\bprocess\.|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|\blocaleCompare\b|\bIntl\.|\beval\(|\bnew Function\b/;
    const found = pure.flatMap((path) => {
      const code = readFileSync(join(source, path), "utf8")
        .replace(/\/\*[\s\S]*?\*\//g, "")
        .replace(/\/\/.*$/gm, "");
      return code
        .split("\n")
        .flatMap((line, index) =>
          forbidden.test(line.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '""'))
            ? [`${path}:${index + 1}: ${line.trim()}`]
            : [],
        );
    });
    expect(found).toEqual([]);
  });
});

function packageName(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
}

describe("scripts that install the dependencies", () => {
  const imported = (path: string): string[] =>
    [...readFileSync(path, "utf8").matchAll(/^(?:import|export)\b(?:[^;"']*\bfrom)?\s*["']([^"']+)["'];/gm)].map(
      ([, name]) => name ?? "",
    );
  const starts = listFiles(join(root, "scripts"))
    .filter((path) => path.endsWith(".mjs"))
    .map((path) => join(root, "scripts", path))
    .filter((path) => readFileSync(path, "utf8").includes("installDependencies()"));

  test("import only what a fresh clone has before the installation", () => {
    expect(starts.map((path) => relative(root, path))).toEqual(expect.arrayContaining(["scripts/build.mjs"]));
    const wrong: string[] = [];
    const seen = new Set<string>();
    const waiting = [...starts];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      for (const name of imported(path)) {
        if (name.startsWith(".")) waiting.push(join(dirname(path), name));
        else if (!name.startsWith("node:")) wrong.push(`${relative(root, path)} imports ${name}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
