/**
 * A release store in a bucket of any S3-compatible service: `If-None-Match: *` creates, `If-Match` replaces.
 *
 * A request whose response was lost may still have been executed. So if a repeated creation is refused, the content is
 * compared, and a creation that finds its own bytes counts as successful.
 */
import { AwsClient } from "aws4fetch";
import { setTimeout as sleep } from "node:timers/promises";
import { refuseRelease } from "./error.ts";
import { checkStorePath, largestFile } from "./object-store.ts";
import type { ObjectStore } from "./object-store.ts";

export interface S3Place {
  /** `https://host[:port]`, without a path. */
  readonly endpoint: string;
  readonly bucket: string;
  /** `""` or a folder that ends with a slash. */
  readonly prefix: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const attempts = 5;

/** Creates the store for a bucket. Failed requests are repeated up to five times. */
export function s3Store(place: S3Place): ObjectStore {
  const { accessKeyId, secretAccessKey, sessionToken, region } = place;
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    region,
    service: "s3",
    retries: 0,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  });
  const base = `${place.endpoint}/${place.bucket}`;
  const at = (path: string) => {
    checkStorePath(path);
    return `${base}/${encodePath(place.prefix + path)}`;
  };

  async function send(url: string, init: RequestInit): Promise<{ response: Response; repeated: boolean }> {
    for (let turn = 0; ; turn++) {
      let trouble: string;
      try {
        const response = await client.fetch(url, init);
        // 409: another conditional request for the same name is in progress; 503: slow down.
        if (response.status < 500 && response.status !== 409) return { response, repeated: turn > 0 };
        trouble = `${response.status} ${await errorCode(response)}`;
      } catch (error) {
        trouble = reasonOf(error);
      }
      if (turn + 1 >= attempts) return refuseRelease("release/store-unreachable", `${place.endpoint}: ${trouble}`);
      await sleep(50 * 2 ** turn * (0.5 + Math.random()));
    }
  }

  async function fetchObject(path: string): Promise<{ bytes: Uint8Array; etag: string } | undefined> {
    const { response } = await send(at(path), { method: "GET" });
    if (response.status === 404) return absent(response, "GET", path);
    if (!response.ok) return failed(response, "GET", path);
    if (Number(response.headers.get("content-length")) > largestFile) {
      await response.body?.cancel();
      refuseRelease("release/file-unusable", path);
    }
    return { bytes: new Uint8Array(await response.arrayBuffer()), etag: response.headers.get("etag") ?? "" };
  }

  async function put(path: string, bytes: Uint8Array, condition: Record<string, string>): Promise<boolean> {
    const body = bytes as Uint8Array<ArrayBuffer>;
    const { response, repeated } = await send(at(path), { method: "PUT", body, headers: condition });
    if (response.ok) {
      await response.arrayBuffer();
      return true;
    }
    if (response.status === 404) await absent(response, "PUT", path);
    else if (response.status !== 412) return failed(response, "PUT", path);
    else await response.arrayBuffer();
    if (!repeated) return false;
    const found = await fetchObject(path);
    return found !== undefined && Buffer.compare(found.bytes, bytes) === 0;
  }

  return {
    url: `s3://${place.bucket}/${place.prefix}`,
    get: async (path) => (await fetchObject(path))?.bytes,
    create: async (path, bytes) => put(path, bytes, { "If-None-Match": "*" }),
    async replace(path, bytes, expected) {
      if (expected === undefined) return put(path, bytes, { "If-None-Match": "*" });
      const found = await fetchObject(path);
      if (!found || Buffer.compare(found.bytes, expected) !== 0) return false;
      for (const etag of [found.etag, found.etag.replaceAll('"', "")]) {
        if (await put(path, bytes, { "If-Match": etag })) return true;
        // Ceph compares the quoted header with an unquoted tag and refuses: the content is unchanged, so retry without
        // quotes.
        if ((await fetchObject(path))?.etag !== found.etag) return false;
      }
      return false;
    },
    async has(path) {
      const { response } = await send(at(path), { method: "HEAD" });
      if (response.ok) return true;
      return response.status === 404 ? false : failed(response, "HEAD", path);
    },
    async list(folder) {
      const paths: string[] = [];
      for (let token: string | undefined; ;) {
        const query = new URLSearchParams({ "list-type": "2", prefix: place.prefix + folder });
        if (token !== undefined) query.set("continuation-token", token);
        const { response } = await send(`${base}?${query}`, { method: "GET" });
        if (!response.ok) return failed(response, "LIST", folder);
        const text = await response.text();
        for (const [, key = ""] of text.matchAll(/<Key>([^<]*)<\/Key>/g)) {
          paths.push(decodeXml(key).slice(place.prefix.length));
        }
        token = /<NextContinuationToken>([^<]*)</.exec(text)?.[1];
        if (token === undefined || !/<IsTruncated>true</.test(text)) break;
        token = decodeXml(token);
      }
      return paths.toSorted((a, b) => (a < b ? -1 : 1));
    },
    async remove(path) {
      const { response } = await send(at(path), { method: "DELETE" });
      if (response.status === 404) await absent(response, "DELETE", path);
      else if (!response.ok) await failed(response, "DELETE", path);
    },
  };
}

/** An object that does not exist. A bucket that does not exist has the same status. */
async function absent(response: Response, method: string, path: string): Promise<undefined> {
  const code = await errorCode(response);
  if (code === "NoSuchBucket") refuseRelease("release/store-unreachable", `${method} ${path}: 404 ${code}`);
}

async function failed(response: Response, method: string, path: string): Promise<never> {
  return refuseRelease(
    "release/store-unreachable",
    `${method} ${path}: ${response.status} ${await errorCode(response)}`.trim(),
  );
}

async function errorCode(response: Response): Promise<string> {
  const text = await response.text().catch(() => "");
  return /<Code>([A-Za-z0-9]{1,60})<\/Code>/.exec(text)?.[1] ?? response.statusText;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as NodeJS.ErrnoException).code;
  return code ?? (cause instanceof Error ? cause.message : String(cause));
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

function decodeXml(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => xmlNames[name] ?? "");
}

const xmlNames: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
