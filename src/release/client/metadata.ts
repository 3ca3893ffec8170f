/**
 * The store's metadata on a device: an unmodified TUF client fetches and verifies it in a scratch folder. Each accepted
 * file is then stored, so that a device that loses power keeps what it has seen.
 */
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BaseFetcher, Updater } from "tuf-js";
import type { TargetFile } from "tuf-js";
import { DownloadHTTPError, DownloadLengthMismatchError } from "tuf-js/dist/error.js";
import { equalBytes } from "../../package/verify/bytes.ts";
import { ReleaseError, refuseRelease } from "../error.ts";
import type { ReleaseErrorCode } from "../error.ts";
import { checkBinding, extension, parseMetadata } from "../metadata.ts";
import type { DeviceStorage, Fetch, Platform } from "./platform.ts";

export interface MetadataView {
  /** The store's metadata for a target; `undefined` if there is none. */
  target(path: string): Promise<TargetFile | undefined>;
  /** The accepted file of a role. */
  role(name: string): Promise<Uint8Array>;
  /** Whether the store has a role. */
  has(role: string): Promise<boolean>;
}

const timeout = 30_000;

/**
 * Updates a device's metadata and calls `look` with a view of it.
 *
 * @param root the root built into the host app
 * @throws ReleaseError
 */
export async function withMetadata<T>(
  url: string,
  { storage, scratch }: Pick<Platform, "storage" | "scratch">,
  root: Uint8Array,
  fetch: Fetch,
  look: (view: MetadataView) => Promise<T>,
): Promise<T> {
  const { folder: work, remove } = scratch();
  try {
    await fill(work, storage, root);
    const updater = new Updater({
      metadataDir: work,
      metadataBaseUrl: `${url}/metadata`,
      targetBaseUrl: `${url}/targets`,
      fetcher: new WebFetcher(fetch),
    });
    try {
      await updater.refresh();
      return await look(viewOf(updater, work));
    } catch (error) {
      throw translated(error);
    } finally {
      // Also after a refusal: the next attempt must not accept an older timestamp.
      await keep(work, storage);
    }
  } finally {
    remove();
  }
}

function viewOf(updater: Updater, work: string): MetadataView {
  const role = async (name: string) => readFileSync(join(work, `${encodeURIComponent(name)}.json`));
  const checked = new Set<string>();
  return {
    target: async (path) => {
      let trouble: unknown;
      const info = await updater.getTargetInfo(path).catch((error: unknown) => void (trouble = error));
      checkNames(work, checked);
      if (trouble !== undefined) throw translated(trouble);
      return info ?? undefined;
    },
    role,
    async has(name) {
      const { signed } = JSON.parse((await role("snapshot")).toString("utf8")) as {
        signed: { meta: Record<string, unknown> };
      };
      return Object.hasOwn(signed.meta, `${name}.json`);
    },
  };
}

/**
 * Checks that each role's file names its own role, which the library does not check. A file that does not is removed at
 * once, because its version and signatures would be accepted again.
 */
function checkNames(work: string, checked: Set<string>): void {
  const store = storeId(readFileSync(join(work, "root.json")));
  for (const file of readdirSync(work)) {
    const name = decodeURIComponent(file.replace(/\.json$/, ""));
    if (["root", "timestamp", "snapshot"].includes(name) || !file.endsWith(".json") || checked.has(name)) continue;
    try {
      checkBinding(parseMetadata(readFileSync(join(work, file)), "targets").signed, store, name);
    } catch (error) {
      rmSync(join(work, file));
      throw error;
    }
    checked.add(name);
  }
}

/** The store's id, from a verified root. */
export function storeId(root: Uint8Array): string {
  const own = parseMetadata(root, "root").signed.unrecognizedFields[extension] as { store?: unknown } | undefined;
  return typeof own?.store === "string" ? own.store : refuseRelease("release/metadata-malformed", "root");
}

/** Folder of accepted metadata in the device's storage. */
const kept = "metadata";

async function fill(work: string, storage: DeviceStorage, root: Uint8Array): Promise<void> {
  const names = (await storage.list(kept)).filter((name) => name.endsWith(".json"));
  for (const name of names) {
    const bytes = await storage.read(`${kept}/${name}`);
    if (bytes) writeFileSync(join(work, name), bytes);
  }
  if (names.includes("root.json")) return;
  await storage.write(`${kept}/root.json`, root);
  writeFileSync(join(work, "root.json"), root);
}

/** Stores the root first, because the others are verified with it. */
async function keep(work: string, storage: DeviceStorage): Promise<void> {
  const names = readdirSync(work).filter((name) => name.endsWith(".json"));
  const rank = (name: string) => ["root.json", "timestamp.json", "snapshot.json"].indexOf(name) >>> 0;
  for (const name of [...names].sort((a, b) => rank(a) - rank(b))) {
    const bytes = readFileSync(join(work, name));
    const present = await storage.read(`${kept}/${name}`);
    if (!present || !equalBytes(present, bytes)) await storage.write(`${kept}/${name}`, bytes);
  }
}

/** Downloads into memory: the library's own fetcher uses temporary files, which browsers do not have. */
class WebFetcher extends BaseFetcher {
  readonly #fetch: Fetch;

  constructor(fetch: Fetch) {
    super();
    this.#fetch = fetch;
  }

  override fetch(): Promise<NodeJS.ReadableStream> {
    return Promise.reject(new Error("metadata is loaded as a whole"));
  }

  override async downloadBytes(url: string, maxBytes: number): Promise<Buffer> {
    const response = await this.#fetch(url, limit(timeout));
    if (!response.ok || !response.body) throw new DownloadHTTPError(`cannot load ${url}`, response.status);
    const bytes = await readAll(response.body, maxBytes);
    if (!bytes) throw new DownloadLengthMismatchError("Max length reached");
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }
}

/** Reads a whole stream; `undefined` if it is longer than `maxBytes` bytes. */
async function readAll(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of chunks(body)) {
    size += part.length;
    if (size > maxBytes) return undefined;
    parts.push(part);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** Maps errors of the TUF client to codes. Some error names appear only inside the message of another error. */
const meanings: readonly (readonly [RegExp, ReleaseErrorCode])[] = [
  [/ExpiredMetadataError|is expired/, "release/expired"],
  [/BadVersionError|is less than current|Missing file/, "release/rollback"],
  [/does not match snapshot|doesn't match timestamp|Expected version/, "release/metadata-version"],
  [/UnsignedMetadataError|was signed by/, "release/metadata-signature"],
  [/LengthOrHashMismatch|Expected (length|hash)|Max length/, "release/target-mismatch"],
  [
    /DownloadHTTPError|Failed to download|cannot load|fetch failed|TimeoutError|AbortError/,
    "release/store-unreachable",
  ],
];

function translated(error: unknown): ReleaseError {
  if (error instanceof ReleaseError) return error;
  const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
  const kind = error instanceof Error ? error.constructor.name : name;
  const text = `${kind} ${name} ${message}`;
  const code = meanings.find(([pattern]) => pattern.test(text))?.[1] ?? "release/metadata-malformed";
  // The library puts errors into each other's messages.
  const [line = ""] = message.split("\n");
  return Object.assign(new ReleaseError(code, line.replace(/^Unable to load [\w ]+ error \w*Error: /, "")), {
    cause: error,
  });
}

/** `AbortSignal.timeout` is newer than Chrome 100; there, the browser's own limit applies. */
function limit(milliseconds: number): { signal?: AbortSignal } {
  return "timeout" in AbortSignal ? { signal: AbortSignal.timeout(milliseconds) } : {};
}

/** Downloads a file of at most `maxBytes` bytes; `undefined` if the store does not have it. @throws ReleaseError */
export async function download(url: string, fetch: Fetch, maxBytes: number): Promise<Uint8Array | undefined> {
  let response: Response;
  try {
    response = await fetch(url, limit(timeout * 10));
  } catch (error) {
    return refuseRelease("release/store-unreachable", error instanceof Error ? error.message : url);
  }
  if (response.status === 404 || response.status === 403) return undefined;
  if (!response.ok || !response.body) return refuseRelease("release/store-unreachable", `${response.status} ${url}`);
  return (
    (await readAll(response.body, maxBytes)) ??
    refuseRelease("release/target-mismatch", `${url} is larger than expected`)
  );
}
