/**
 * Stored keys: private keys in PKCS#8 PEM files, and a development key that each user gets on each machine.
 *
 * The development key is in the user's configuration folder, never in a project, where it would end up in version
 * control. It is created once and atomically, even if several builds start at the same time.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { makeFolder } from "./make-folder.ts";
import type { Signer } from "./sign.ts";
import { createFile } from "./store-file.ts";
import { PackageError } from "./verify/error.ts";
import { algorithmOf } from "./verify/trust.ts";

/** A key cannot be used. This is a problem of the environment, so commands report it in one line. */
export class KeyError extends Error {
  override readonly name = "KeyError";
}

export interface DevelopmentKey {
  readonly signer: Signer;
  /** Path of the private key file; the public key is next to it with the extension `.pub.pem`. */
  readonly path: string;
  readonly publicPath: string;
  /** True if this call created it. */
  readonly created: boolean;
  /** Must be shown with every package signed by this key. */
  readonly warning: string;
}

/**
 * Creates a signer from a private key, PKCS#8 in PEM.
 *
 * @param from name of the key in error messages
 * @throws KeyError
 */
export async function loadPrivateKey(pem: string, from = "the key"): Promise<Signer> {
  return signerOf(parsePrivateKey(pem, from));
}

/**
 * Returns the user's development key; creates it on first use.
 *
 * @param folder its location; see `userConfigFolder`
 * @param project a folder that must not contain it
 * @throws KeyError
 */
export async function generateDevelopmentKey(folder: string, project?: string): Promise<DevelopmentKey> {
  if (project !== undefined && isInside(folder, project)) {
    throw new KeyError(`the development key would be inside the project (${folder}); set XDG_CONFIG_HOME or use --key`);
  }
  const path = join(folder, "development-key.pem");
  const publicPath = join(folder, "development-key.pub.pem");
  try {
    const existing = await readIfPresent(path);
    let created = false;
    if (existing === undefined) {
      makeFolder(folder, 0o700);
      const { privateKey } = generateKeyPairSync("ed25519");
      created = await createFile(path, Buffer.from(privateKey.export({ type: "pkcs8", format: "pem" })), 0o600);
    }
    const key = parsePrivateKey(existing ?? (await readFile(path, "utf8")), path);
    if ((await readIfPresent(publicPath)) === undefined) {
      await createFile(publicPath, Buffer.from(createPublicKey(key).export({ type: "spki", format: "pem" })), 0o644);
    }
    const warning =
      `signed with the development key of this machine (${path}); ` +
      "hosts must not trust it: sign releases with --key";
    return { signer: signerOf(key), path, publicPath, created, warning };
  } catch (error) {
    if (error instanceof KeyError) throw error;
    throw new KeyError(`cannot store a development key in ${folder} (${errorCode(error)}); use --key`, {
      cause: error,
    });
  }
}

/**
 * The user's configuration folder for this program: `$XDG_CONFIG_HOME/miniapp`, `%APPDATA%\miniapp` or
 * `~/.config/miniapp`.
 */
export function userConfigFolder(env: Readonly<Record<string, string | undefined>>, home = homedir()): string {
  // The XDG specification says that relative paths are ignored.
  const xdg = env["XDG_CONFIG_HOME"];
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, "miniapp");
  const appData = env["APPDATA"];
  if (process.platform === "win32" && appData !== undefined && isAbsolute(appData)) return join(appData, "miniapp");
  return join(home, ".config", "miniapp");
}

/**
 * Creates a signer from a private key in memory.
 *
 * @internal Its declaration would make users of the package install @types/node.
 */
export function signerOf(key: KeyObject): Signer {
  const publicKey = new Uint8Array(createPublicKey(key).export({ type: "spki", format: "der" }));
  const algorithm = algorithmOf(publicKey);
  if (algorithm === "sm2") return sm2Signer(key, publicKey);
  return {
    algorithm,
    publicKey,
    sign: async (message) =>
      new Uint8Array(
        algorithm === "ed25519"
          ? sign(null, message, key)
          : sign("sha256", message, { key, dsaEncoding: "ieee-p1363" }),
      ),
  };
}

function sm2Signer(key: KeyObject, publicKey: Uint8Array): Signer {
  return {
    algorithm: "sm2",
    publicKey,
    async sign(message) {
      const { signSm2, sm2SecretOf } = await import("./sm2.ts");
      const secret = sm2SecretOf(key.export({ type: "pkcs8", format: "der" }));
      if (!secret) throw new KeyError("the SM2 key is not in the format that OpenSSL writes");
      return signSm2(secret, publicKey.subarray(-65), message);
    },
  };
}

function parsePrivateKey(pem: string, from: string): KeyObject {
  if (pem.includes("-----BEGIN ENCRYPTED PRIVATE KEY-----")) {
    throw new KeyError(`${from} is encrypted with a passphrase, which is not supported; give a plain PKCS#8 PEM`);
  }
  if (!pem.includes("-----BEGIN PRIVATE KEY-----")) {
    throw new KeyError(`${from} is not a private key in PKCS#8 PEM (-----BEGIN PRIVATE KEY-----)`);
  }
  try {
    const key = createPrivateKey({ key: pem, format: "pem" });
    algorithmOf(createPublicKey(key).export({ type: "spki", format: "der" }));
    return key;
  } catch (error) {
    const reason = error instanceof PackageError ? "only Ed25519, ECDSA P-256 and SM2 are supported" : "it is damaged";
    throw new KeyError(`${from} cannot be used as a signing key: ${reason}`, { cause: error });
  }
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function isInside(path: string, folder: string): boolean {
  const relativePath = relative(resolve(folder), resolve(path));
  return (
    relativePath === "" || (relativePath !== ".." && !relativePath.startsWith(`..${sep}`) && !isAbsolute(relativePath))
  );
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
