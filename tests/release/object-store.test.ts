/**
 * The contract of every object store, tested with a folder, with a small in-process S3 server and, if `MINIAPP_TEST_S3`
 * names a bucket (with the usual AWS variables), with a real service.
 */
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { directoryStore } from "../../src/release/directory-store.ts";
import { ReleaseError } from "../../src/release/error.ts";
import type { ObjectStore } from "../../src/release/object-store.ts";
import { openObjectStore, probeStore } from "../../src/release/open-store.ts";
import { publishPackage } from "../../src/release/publish.ts";
import { loadState } from "../../src/release/state.ts";
import { newStore, packageOf, temporaryFolder } from "./store.ts";

const home = temporaryFolder();
const text = (value: string) => Buffer.from(value);

/** The part of S3 that a store uses. `lax` ignores the conditions of conditional writes, as some services do. */
async function s3Server(lax: boolean, unreliable = false): Promise<string> {
  const objects = new Map<string, Buffer>();
  let requests = 0;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "", "http://s3");
    const path = decodeURIComponent(url.pathname.replace(/^\/bucket\/?/, ""));
    if (!request.headers.authorization?.startsWith("AWS4-HMAC-SHA256 Credential=test/")) {
      return response.writeHead(403).end("<Error><Code>AccessDenied</Code></Error>");
    }
    if (!url.pathname.startsWith("/bucket")) {
      return response.writeHead(404).end("<Error><Code>NoSuchBucket</Code></Error>");
    }
    // Only the header: the client must not wait for a body of this size.
    if (path.endsWith("huge")) return response.writeHead(200, { "content-length": 2 ** 31 }).flushHeaders();
    const body = await bodyOf(request);
    const present = objects.get(path);
    const etag = (bytes: Buffer) => `"${createHash("md5").update(bytes).digest("hex")}"`;
    if (url.searchParams.has("list-type")) {
      const prefix = url.searchParams.get("prefix") ?? "";
      const after = url.searchParams.get("continuation-token") ?? "";
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).toSorted();
      const page = keys.slice(0, 3).map((key) => `<Contents><Key>${key.replaceAll("&", "&amp;")}</Key></Contents>`);
      const more = keys.length > 3;
      const next = more ? `<NextContinuationToken>${keys[2]}</NextContinuationToken>` : "";
      return response.end(`<R><IsTruncated>${more}</IsTruncated>${page.join("")}${next}</R>`);
    }
    if (request.method === "PUT") {
      const { "if-none-match": none, "if-match": match } = request.headers;
      const refused = (none === "*" && present) || (match && (!present || match !== etag(present)));
      if (refused && !lax) return response.writeHead(412).end();
      objects.set(path, body);
      // The write succeeds, but the response is lost.
      if (unreliable && requests++ % 3 === 0) return response.writeHead(500).end();
      return response.end();
    }
    if (request.method === "DELETE") {
      objects.delete(path);
      return response.writeHead(204).end();
    }
    if (!present) return response.writeHead(404).end();
    return response.writeHead(200, { etag: etag(present) }).end(request.method === "HEAD" ? undefined : present);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function s3(endpoint: string, bucket = "bucket"): ObjectStore {
  const env = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "secret", AWS_ENDPOINT_URL: endpoint };
  return openObjectStore(`s3://${bucket}/releases`, home, env);
}

const places: [string, () => Promise<ObjectStore>][] = [
  ["a folder", async () => directoryStore(join(home, "folder"))],
  ["an S3 server", async () => s3(await s3Server(false))],
  ["an S3 server whose answers get lost", async () => s3(await s3Server(false, true))],
];
const real = process.env["MINIAPP_TEST_S3"];
if (real !== undefined) {
  const prefix = `${real.replace(/\/$/, "")}/contract-${process.pid}-${Date.now()}`;
  places.push(["a real S3 service", async () => openObjectStore(prefix, home, process.env)]);
}

describe.each(places)("%s", (_name, open) => {
  let store: ObjectStore;
  beforeAll(async () => void (store = await open()));

  test("creates a file only once", async () => {
    expect(await store.get("a/b.json")).toBeUndefined();
    expect(await store.has("a/b.json")).toBe(false);
    expect(await store.create("a/b.json", text("one"))).toBe(true);
    expect(await store.create("a/b.json", text("two"))).toBe(false);
    expect(Buffer.from((await store.get("a/b.json")) ?? []).toString()).toBe("one");
    expect(await store.has("a/b.json")).toBe(true);
  });

  test("lets only one of many concurrent creations succeed", async () => {
    const made = await Promise.all(Array.from({ length: 20 }, (_, i) => store.create("race.json", text(String(i)))));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(Buffer.from((await store.get("race.json")) ?? []).toString()).toBe(String(made.indexOf(true)));
  });

  test("replaces a file only if it has not changed", async () => {
    expect(await store.replace("p.json", text("1"), undefined)).toBe(true);
    expect(await store.replace("p.json", text("x"), undefined)).toBe(false);
    expect(await store.replace("p.json", text("2"), text("1"))).toBe(true);
    expect(await store.replace("p.json", text("x"), text("1"))).toBe(false);
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, i) => store.replace("p.json", text(`n${i}`), text("2"))),
    );
    expect(all.filter(Boolean)).toHaveLength(1);
  });

  test("lists and removes", async () => {
    for (let i = 0; i < 8; i++) await store.create(`list/${i}.json`, text(`${i}`));
    expect(await store.list("list/")).toEqual(Array.from({ length: 8 }, (_, i) => `list/${i}.json`));
    await store.remove("list/3.json");
    await store.remove("list/none.json");
    expect(await store.list("list/")).toHaveLength(7);
    expect(await store.list("nothing/")).toEqual([]);
  });

  test("passes the probe, and works as a store for concurrent publishers", async () => {
    await probeStore(store);
    const fixture = await newStore({}, store);
    const { publisher, service } = fixture.who;
    const session = fixture.as(publisher, service);
    const done = await Promise.all(
      [1, 2, 3, 4].map(async (version) => publishPackage(session, await packageOf(version, publisher))),
    );
    expect(done.map(({ state }) => state)).toEqual(["published", "published", "published", "published"]);
    expect((await loadState(store)).audit.seq).toBe(5);
  });
});

test("an S3 service that ignores write conditions is refused", async () => {
  const error: unknown = await probeStore(s3(await s3Server(true))).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ReleaseError);
  expect((error as ReleaseError).code).toBe("release/store-unsafe");
});

test("missing S3 credentials and an unreachable S3 service are reported", async () => {
  expect(() => openObjectStore("s3://bucket/x", home, {})).toThrow("AWS_ACCESS_KEY_ID");
  await expect(s3("http://127.0.0.1:9").get("x")).rejects.toThrow("does not respond correctly");
});

test("a bucket that does not exist and an object that is too large are reported", async () => {
  const server = await s3Server(false);
  const nowhere = s3(server, "another");
  const missing = "404 NoSuchBucket";
  await expect(probeStore(nowhere)).rejects.toThrow(missing);
  await expect(nowhere.get("metadata/1.root.json")).rejects.toThrow(missing);
  await expect(nowhere.create("x", Buffer.from("x"))).rejects.toThrow(missing);
  await expect(nowhere.list("")).rejects.toThrow(missing);
  await expect(s3(server).get("huge")).rejects.toThrow("too large");
});
