/** Opens stores by address, and probes whether a place is safe for a store. */
import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { directoryStore } from "./directory-store.ts";
import { refuseRelease } from "./error.ts";
import type { ObjectStore } from "./object-store.ts";
import { s3Store } from "./s3-store.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Opens a store by its address: `file:DIR`, a folder path, or `s3://BUCKET[/PREFIX]`. S3 credentials, region and
 * endpoint come from the usual environment variables (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
 * `AWS_SESSION_TOKEN`, `AWS_REGION`, `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`).
 *
 * @param cwd base of relative folder paths
 * @throws ReleaseError
 */
export function openObjectStore(address: string, cwd: string, env: Env): ObjectStore {
  if (address.startsWith("s3://")) return openS3(address, env);
  const folder = folderOf(address, cwd);
  if (folder === undefined) return refuseRelease("release/store-url", JSON.stringify(address));
  return directoryStore(folder, address.startsWith("file:") ? address : `file:${address}`);
}

/** The folder that an address names; undefined for other kinds of addresses. */
export function folderOf(address: string, cwd: string): string | undefined {
  if (address.startsWith("file://")) return fileURLToPath(address);
  if (address.startsWith("file:")) return resolve(cwd, address.slice("file:".length));
  return /^[a-z][a-z0-9+.-]+:/i.test(address) ? undefined : resolve(cwd, address);
}

/**
 * Probes whether a place refuses to create an existing file and to replace changed content. Some accept such requests
 * and overwrite.
 *
 * @throws ReleaseError `release/store-unsafe`
 */
export async function probeStore(store: ObjectStore): Promise<void> {
  const path = `probe/${randomBytes(8).toString("hex")}.json`;
  const [first, second, third] = ["1", "2", "3"].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer];
  try {
    if (!(await store.create(path, first))) refuseRelease("release/store-unsafe", "creating a new file failed");
    if (await store.create(path, second)) refuseRelease("release/store-unsafe", "create-if-absent is ignored");
    if (Buffer.compare((await store.get(path)) ?? second, first) !== 0) {
      refuseRelease("release/store-unsafe", "a refused creation changed the file");
    }
    const replaced = (await store.replace(path, third, second)) || !(await store.replace(path, third, first));
    if (replaced || Buffer.compare((await store.get(path)) ?? second, third) !== 0) {
      refuseRelease("release/store-unsafe", "replace-if-unchanged is ignored");
    }
  } finally {
    await store.remove(path);
  }
}

function openS3(address: string, env: Env): ObjectStore {
  const [, bucket, prefix = ""] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,62})(?:\/(.*))?$/.exec(address) ?? [];
  if (bucket === undefined) return refuseRelease("release/store-url", JSON.stringify(address));
  const accessKeyId = env["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = env["AWS_SECRET_ACCESS_KEY"];
  const sessionToken = env["AWS_SESSION_TOKEN"];
  if (!accessKeyId || !secretAccessKey) {
    return refuseRelease("release/store-unreachable", "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set");
  }
  const region = env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? "us-east-1";
  const endpoint = env["AWS_ENDPOINT_URL_S3"] ?? env["AWS_ENDPOINT_URL"] ?? `https://s3.${region}.amazonaws.com`;
  return s3Store({
    endpoint: endpoint.replace(/\/+$/, ""),
    bucket,
    prefix: prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`,
    region,
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? { sessionToken } : {}),
  });
}
