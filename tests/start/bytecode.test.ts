/**
 * Cached bytecode next to the program: used only if it is as safe as the program's own files. If it is damaged, out of
 * date or cannot be stored, the program is only slower.
 */
import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isAsSafe, openBytecode } from "../../src/start/bytecode.ts";
import { createLoader } from "../../src/start/load.ts";
import { root, start, temporaryFolder } from "../build/program.ts";
import { sample, writeFiles, writeKeys } from "../build/project.ts";

const temporary = temporaryFolder();

describe("a program of two files", () => {
  const own = join(temporary, "small");
  const folder = join(own, "dist");
  const kept = join(own, ".bytecode");

  beforeEach(() => {
    rmSync(own, { recursive: true, force: true });
    writeFiles(folder, {
      "program.cjs": `const { twice } = require("./chunks/part.cjs");\nexports.answer = (n) => twice(n) + 1;\nexports.path = __filename;\nexports.load = (name) => module.import(name);`,
      "chunks/part.cjs": `exports.twice = (n) => n * 2;`,
    });
  });

  interface Program {
    answer(n: number): number;
    readonly path: string;
    load(name: string): Promise<{ join(...parts: string[]): string }>;
  }

  /** One run: the program's output, and how many of its files had cached bytecode. */
  function run(env: Readonly<Record<string, string>> = {}, verb = "build") {
    const bytecode = openBytecode(folder, verb, env);
    let found = 0;
    const counting = bytecode && {
      ...bytecode,
      find: (name: string, digest: string) => {
        const data = bytecode.find(name, digest);
        if (data) found++;
        return data;
      },
    };
    const program = createLoader(
      folder,
      counting,
      createRequire(join(folder, "program.cjs")),
    )(join(folder, "program.cjs")) as Program;
    const answer = program.answer(20);
    bytecode?.save();
    return { answer, found, program };
  }

  const files = () => readdirSync(kept).map((name) => join(kept, name));
  const onlyFile = () => {
    expect(files()).toHaveLength(1);
    return files()[0] as string;
  };

  test("the second run finds the bytecode of the first, and V8 accepts it", () => {
    expect(run()).toMatchObject({ answer: 41, found: 0 });
    const before = readFileSync(onlyFile());
    const second = run();
    expect(second).toMatchObject({ answer: 41, found: 2 });
    expect(second.program.path).toBe(join(folder, "program.cjs"));
    // If V8 had refused the bytecode, it would have been written again.
    expect(readFileSync(onlyFile()).equals(before)).toBe(true);
  });

  test("packages that are ES modules can be loaded with and without it", async () => {
    for (const found of [0, 2]) {
      const now = run();
      expect(now.found).toBe(found);
      expect((await now.program.load("node:path")).join("a", "b")).toBe(join("a", "b"));
    }
  });

  test("each verb has its own bytecode; a call without a verb has none", () => {
    run();
    expect(run({}, "verify").found).toBe(0);
    expect(files()).toHaveLength(2);
    for (const verb of ["--help", "../x", "", "Build"]) expect(openBytecode(folder, verb, {})).toBeUndefined();
  });

  test("an environment variable disables it, as for Node.js's own compile cache", () => {
    expect(run({ NODE_DISABLE_COMPILE_CACHE: "1" })).toMatchObject({ answer: 41, found: 0 });
    expect(readdirSync(own)).toEqual(["dist"]);
  });

  test("a changed file runs with its new content, even at the same length", () => {
    run();
    writeFileSync(join(folder, "chunks/part.cjs"), `exports.twice = (n) => n * 3;`);
    expect(run()).toMatchObject({ answer: 61, found: 1 });
    expect(run()).toMatchObject({ answer: 61, found: 2 });
  });

  test("bytecode of a deleted file is removed", () => {
    run();
    writeFileSync(join(folder, "chunks/other.cjs"), `exports.twice = (n) => n * 2;`);
    rmSync(join(folder, "chunks/part.cjs"));
    const text = readFileSync(join(folder, "program.cjs"), "utf8");
    writeFileSync(join(folder, "program.cjs"), text.replace("part", "other"));
    run();
    expect(readFileSync(onlyFile(), "latin1")).not.toContain("chunks/part.cjs");
  });

  test("damage at any position is detected and repaired", () => {
    run();
    const path = onlyFile();
    const whole = readFileSync(path);
    const damaged = [0, 1, 18, 60, 85, whole.length >> 1, whole.length - 1].flatMap((at) => {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      return [flipped, whole.subarray(0, at)];
    });
    for (const bytes of damaged) {
      writeFileSync(path, bytes);
      expect(run()).toMatchObject({ answer: 41, found: 0 });
      expect(run()).toMatchObject({ answer: 41, found: 2 });
    }
  });

  test("if others can write to it, it is neither read nor written", () => {
    run();
    const path = onlyFile();
    for (const mode of [0o775, 0o757]) {
      chmodSync(kept, mode);
      expect(run().found).toBe(0);
      chmodSync(kept, 0o755);
      expect(run().found).toBe(2);
    }
    chmodSync(path, 0o666);
    expect(run().found).toBe(0);
    // That run replaced the file with a safe one.
    expect(run().found).toBe(2);
  });

  test("a team that can write to the program can share its bytecode", () => {
    chmodSync(folder, 0o775);
    run();
    chmodSync(kept, 0o775);
    expect(run().found).toBe(2);
  });

  test("it is not read through a symbolic link", () => {
    run();
    cpSync(kept, join(own, "elsewhere"), { recursive: true });
    rmSync(kept, { recursive: true });
    symlinkSync("elsewhere", kept);
    expect(run().found).toBe(0);
    rmSync(kept);
    mkdirSync(kept);
    const [name] = readdirSync(join(own, "elsewhere")) as [string];
    symlinkSync(join("../elsewhere", name), join(kept, name));
    expect(run().found).toBe(0);
  });

  test("if it cannot be written, the program prints no message", () => {
    writeFileSync(kept, "a file where the folder would be");
    expect(run()).toMatchObject({ answer: 41, found: 0 });
    expect(readFileSync(kept, "utf8")).toBe("a file where the folder would be");
  });

  test("different V8 flags have separate bytecode, and the number of variants is limited", () => {
    run();
    writeFiles(kept, Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`build-${i}`, ""])));
    writeFileSync(join(kept, "note"), "not ours");
    setFlagsFromString("--no-opt");
    try {
      expect(run().found).toBe(0);
      expect(readdirSync(kept)).toHaveLength(2);
      expect(readdirSync(kept)).toContain("note");
    } finally {
      setFlagsFromString("--opt");
    }
  });
});

test("it is as safe as the program if only the same owner can write", () => {
  const program = { uid: 1000, mode: 0o40755 };
  const table: [uid: number, mode: number, safe: boolean][] = [
    [1000, 0o40755, true],
    [1000, 0o40700, true],
    [1001, 0o40755, false],
    [0, 0o40755, false],
    [1000, 0o40775, false],
    [1000, 0o40757, false],
  ];
  for (const [uid, mode, safe] of table) expect(isAsSafe({ uid, mode }, program), `${uid} ${mode}`).toBe(safe);
  expect(isAsSafe({ uid: 1000, mode: 0o40775 }, { uid: 1000, mode: 0o40775 })).toBe(true);
  expect(isAsSafe({ uid: 1000, mode: 0o40777 }, { uid: 1000, mode: 0o40775 })).toBe(false);
});

describe("the program itself", () => {
  const own = join(temporary, "installed");
  const out = join(temporary, "a.mapkg");
  let args: readonly string[];

  beforeAll(() => {
    for (const name of ["bin", "dist", "package.json"]) cpSync(join(root, name), join(own, name), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(own, "node_modules"));
    const project = writeFiles(join(temporary, "app"), sample);
    const { key } = writeKeys(join(temporary, "keys"));
    args = ["build", project, "--key", key, "--no-cache", "--quiet", "--out", out];
  });

  async function build(): Promise<Buffer> {
    const command = [process.execPath, join(own, "bin/miniapp.js")];
    expect(await start(args, { command }).done).toMatchObject({ code: 0, out: "", err: "" });
    return readFileSync(out);
  }

  test("writes the same package without bytecode, with it, and with damaged bytecode", async () => {
    const first = await build();
    const [name] = readdirSync(join(own, ".bytecode")) as [string];
    expect(name).toMatch(/^build-\d+$/);
    const kept = readFileSync(join(own, ".bytecode", name));
    expect(kept.length).toBeGreaterThan(300_000);
    expect((await build()).equals(first)).toBe(true);
    writeFileSync(join(own, ".bytecode", name), kept.subarray(0, kept.length >> 1));
    expect((await build()).equals(first)).toBe(true);
    expect(readFileSync(join(own, ".bytecode", name)).length).toBeGreaterThan(300_000);
  });
});
