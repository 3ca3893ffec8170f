/**
 * Start conditions of a project, stored as WeChat's developer tools do: `condition.miniprogram.list` in
 * project.private.config.json, which is each developer's own, and in project.config.json, which is shared. Only the
 * first file is ever written.
 */
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { prepareFile } from "../package/index.ts";
import type { SavedStart, Starts } from "../preview/index.ts";

/** Files by precedence: if a name is in both, the first one applies. */
const own = "project.private.config.json";
const shared = "project.config.json";

type JsonObject = Record<string, unknown>;

/** @param root the project's folder */
export function createStarts(root: string): Starts {
  // Serialize the writes: two browsers may save at the same time.
  let queue: Promise<void> = Promise.resolve();
  const change = (edit: (list: unknown[]) => unknown[]): Promise<void> => {
    const done = queue.then(() => writeOwn(root, edit));
    queue = done.catch(() => undefined);
    return done;
  };
  return {
    list: () => {
      const found = [...readList(root, own), ...readList(root, shared)].flatMap((one) => toStart(one) ?? []);
      return found.filter(({ name }, index) => found.findIndex((other) => other.name === name) === index);
    },
    save: (start) => change((list) => [...list.filter((one) => nameOf(one) !== start.name), toEntry(start)]),
    async remove(name) {
      if (!readList(root, own).some((one) => nameOf(one) === name)) {
        throw new Error(`"${name}" is defined in ${shared}, which the team shares; remove it there`);
      }
      await change((list) => list.filter((one) => nameOf(one) !== name));
    },
  };
}

/** An unreadable file has no start conditions; the build reports a broken file. */
function readList(root: string, file: string): unknown[] {
  try {
    return listOf(JSON.parse(readFileSync(join(root, file), "utf8")) as unknown);
  } catch {
    return [];
  }
}

function listOf(config: unknown): unknown[] {
  const list = objectOf(objectOf(objectOf(config)["condition"])["miniprogram"])["list"];
  return Array.isArray(list) ? list : [];
}

async function writeOwn(root: string, edit: (list: unknown[]) => unknown[]): Promise<void> {
  const path = join(root, own);
  const text = readPlainFile(path);
  const config = parseOwn(text ?? "{}");
  const condition = objectOf(config["condition"]);
  const list = edit(listOf(config));
  const changed = {
    ...config,
    condition: { ...condition, miniprogram: { ...objectOf(condition["miniprogram"]), list } },
  };
  const indent = /^[ \t]+(?=")/m.exec(text ?? "")?.[0] ?? "  ";
  await (await prepareFile(path, Buffer.from(`${JSON.stringify(changed, null, indent)}\n`))).commit();
}

/** Refuses links: they could lead out of the project, and the developer tools never create them. */
function readPlainFile(path: string): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  if (!stats.isFile()) throw new Error(`${own} is not a regular file`);
  return readFileSync(path, "utf8");
}

function parseOwn(text: string): JsonObject {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Leave an invalid file alone, so that nothing in it is lost.
  }
  throw new Error(`${own} is not a JSON object, so nothing was written`);
}

function toStart(entry: unknown): SavedStart | undefined {
  const { name, pathName, query, scene } = objectOf(entry);
  if (typeof name !== "string" || name === "" || typeof pathName !== "string") return undefined;
  const text = typeof query === "string" ? query.replace(/^\?/, "") : "";
  return {
    name,
    page: pathName.replace(/^\/+/, ""),
    query: Object.fromEntries(new URLSearchParams(text)),
    scene: Number.isSafeInteger(scene) ? (scene as number) : 1001,
  };
}

function toEntry({ name, page, query, scene }: SavedStart): JsonObject {
  const text = new URLSearchParams(query).toString();
  return { name, pathName: page, query: text, launchMode: "default", scene: scene === 1001 ? null : scene };
}

function nameOf(entry: unknown): unknown {
  return objectOf(entry)["name"];
}

function objectOf(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
