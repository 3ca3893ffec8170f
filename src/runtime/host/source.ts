/** Loads and verifies a package in the browser. */
import { parseTrust, verifyPackage } from "../../package/verify/index.ts";
import type { Ed25519Verifier, PackageManifest, Sm2Verifier, Trust } from "../../package/verify/index.ts";
import { requireAbi } from "./abi.ts";

export interface PackageSource {
  /** The bytes of a `.mapkg`, or its URL. */
  readonly package: Uint8Array | ArrayBuffer | string | URL;
  /** The trusted keys: the result of `parseTrust`, or the text of a trust file. */
  readonly trust: Trust | string;
  /** Refuses a package of any other app. */
  readonly appId?: string;
  /** Refuses a package with any other digest. */
  readonly digest?: string;
  /** Verifies SM2 signatures if the trust file asks for them: `verifySm2` of `miniapp/runtime/sm2.js`. */
  readonly sm2?: Sm2Verifier;
}

export interface LoadedPackage {
  readonly manifest: PackageManifest;
  readonly digest: string;
  /** Path → content, for all packages together. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Only in a preview: names of packages whose files arrive later. */
  readonly later?: readonly string[];
}

/**
 * @throws PackageError if it does not verify
 * @throws Error if it cannot be fetched, or needs another runtime
 */
export async function loadPackage(source: PackageSource): Promise<LoadedPackage> {
  const [bytes, trust] = await Promise.all([
    readBytes(source.package),
    typeof source.trust === "string" ? parseTrust(source.trust) : source.trust,
  ]);
  const { manifest, digest, subpackages } = await verifyPackage(bytes, trust, {
    ...(source.appId === undefined ? {} : { appId: source.appId }),
    ...(source.digest === undefined ? {} : { digest: source.digest }),
    ...(source.sm2 ? { sm2: source.sm2 } : {}),
    ed25519: verifyLater,
  });
  requireAbi(manifest);
  const files = new Map(subpackages.flatMap((p) => p.files.map((file) => [file.path, file.content] as const)));
  return { manifest, digest, files };
}

/** Called only in browsers without Ed25519. `ed25519.js` is next to `host.js`. */
const verifyLater: Ed25519Verifier = async (...values) => {
  const { verifyEd25519 } = await import("../../package/verify/ed25519.ts").catch((cause: unknown) => {
    throw new Error("this browser has no Ed25519, and ed25519.js, the file next to host.js, did not load", { cause });
  });
  return verifyEd25519(...values);
};

/**
 * Reads a JSON file of the package.
 *
 * @throws Error if it is missing or not valid JSON
 */
export function readJson(files: LoadedPackage["files"], path: string): Record<string, unknown> {
  const content = files.get(path);
  if (!content) throw new Error(`the package has no ${path}`);
  return JSON.parse(new TextDecoder().decode(content)) as Record<string, unknown>;
}

async function readBytes(from: PackageSource["package"]): Promise<Uint8Array> {
  if (from instanceof Uint8Array) return from;
  if (from instanceof ArrayBuffer) return new Uint8Array(from);
  const response = await fetch(from, { credentials: "omit" }).catch((cause: unknown) => {
    const why = "no answer, refused by CORS, or by the page's Content-Security-Policy (connect-src)";
    throw new Error(`the package could not be fetched from ${from}: ${why}`, { cause });
  });
  if (!response.ok) throw new Error(`the package could not be fetched from ${from}: HTTP status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
