/**
 * An in-process preview whose second build waits until the test releases it. Until then, everything that the first
 * build leaves out is missing, so a test has as much time as it needs to look at the app.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { preprocessors } from "../../src/commands/preprocessors.ts";
import { createCompiler, createDiskHost } from "../../src/index.ts";
import type { DiskHost } from "../../src/disk/index.ts";
import { startPreview } from "../../src/preview/index.ts";
import type { GoodBuild, Preview } from "../../src/preview/index.ts";
import { root } from "../build/program.ts";
import { makeProject, show } from "./preview-process.ts";
import type { PreviewProject, Shown } from "./preview-process.ts";

export interface Heard {
  readonly build?: GoodBuild;
  /** `first`, `failed`, or the type of the update. */
  readonly what: string;
  /** Codes of the errors of a failed build; empty for a successful one. */
  readonly errors: readonly string[];
}

export interface HeldPreview {
  readonly project: PreviewProject;
  readonly preview: Preview;
  readonly shown: Shown;
  readonly url: string;
  /** Builds that succeeded or failed, in order. */
  readonly heard: readonly Heard[];
  readonly troubles: readonly unknown[];
  /** Opens another browser; `close` closes it too. */
  another(): Promise<Shown>;
  /** Releases the second build. Resolves when it has ended and the preview watches for saves. */
  letGo(): Promise<void>;
  close(): Promise<void>;
}

export interface HeldOptions {
  /** The start page. */
  readonly page?: string;
  /** Called for every file that a build reads. */
  readonly reads?: (path: string, project: PreviewProject) => void;
}

export async function holdPreview(
  files: Readonly<Record<string, string>>,
  { page = "", reads = () => {} }: HeldOptions = {},
): Promise<HeldPreview> {
  const project = makeProject(files);
  const disk = listened(createDiskHost(project.folder), (path) => reads(path, project));
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const heard: Heard[] = [];
  const troubles: unknown[] = [];
  const real = createCompiler(disk, {
    version: "test",
    sourceMaps: true,
    minify: false,
    allowMissing: true,
    readPrivateConfig: true,
    listSheets: true,
    preprocessors,
    yieldToEventLoop: () => new Promise((resolve) => setImmediate(resolve)),
    digest: (data) => createHash("sha256").update(data).digest("base64url"),
  });
  const preview = await startPreview({
    disk,
    compiler: {
      forgetStructure: () => real.forgetStructure(),
      network: () => real.network(),
      async build(first) {
        if (first === undefined) await held;
        return real.build(first);
      },
    },
    port: { port: 5400, strict: false },
    hosts: [],
    open: false,
    runtime: filesOf("runtime"),
    page: filesOf("preview"),
    mode: "",
    version: "test",
    start: { page, query: {}, scene: 1001 },
    starts: { list: () => [], save: () => Promise.resolve(), remove: () => Promise.resolve() },
    proxy: false,
    ignores: () => false,
    openInEditor: () => Promise.resolve(),
    events: {
      built: (build, update) => heard.push({ build, what: update?.type ?? "first", errors: [] }),
      failed: (list) => heard.push({ what: "failed", errors: list.map(({ code }) => code) }),
      trouble: (error) => troubles.push(error),
      note: () => {},
      connected: () => {},
    },
  });
  const started = preview.start();
  const url = `http://localhost:${preview.ports.simulator}/`;
  const browsers = [await show(url)];
  const [shown] = browsers as [Shown];
  return {
    project,
    preview,
    shown,
    url,
    heard,
    troubles,
    async another() {
      const one = await show(url);
      browsers.push(one);
      return one;
    },
    letGo() {
      letGo();
      return started;
    },
    async close() {
      for (const browser of browsers) await browser.close();
      letGo();
      await preview.close();
      await started;
      project.dispose();
    },
  };
}

function listened(disk: DiskHost, reads: (path: string) => void): DiskHost {
  return {
    ...disk,
    read(path) {
      const bytes = disk.read(path);
      reads(path);
      return bytes;
    },
  };
}

/** Files of a folder in `dist/`, which is built before any test runs. */
function filesOf(name: string): { get(path: string): Uint8Array | undefined } {
  const folder = join(root, "dist", name);
  const known = new Set(readdirSync(folder, { recursive: true, encoding: "utf8" }));
  return { get: (path) => (known.has(path) && /\.\w+$/.test(path) ? readFileSync(join(folder, path)) : undefined) };
}
