/**
 * Private keys stored under a passphrase: scrypt (N = 2^17, r = 8, p = 1) and AES-256-GCM, in a JSON file that also
 * holds the public key, so that listing keys needs no passphrase. Node's own encrypted PKCS#8 is not used, because it
 * derives its key with only 2,048 rounds of PBKDF2.
 */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  randomBytes,
  scrypt,
} from "node:crypto";
import type { KeyObject } from "node:crypto";
import { KeyError, signerOf } from "./keys.ts";
import type { Signer } from "./sign.ts";
import type { KeyAlgorithm } from "./verify/trust.ts";

/** The file format, as in schemas/key-file.schema.json; bytes are base64. */
interface KeyFile {
  readonly kind: "miniapp-private-key";
  readonly format: 1;
  readonly algorithm: KeyAlgorithm;
  readonly keyid: string;
  readonly publicKey: string;
  readonly kdf: {
    readonly name: "scrypt";
    readonly N: number;
    readonly r: number;
    readonly p: number;
    readonly salt: string;
  };
  readonly cipher: { readonly name: "aes-256-gcm"; readonly nonce: string };
  readonly data: string;
}

export interface NewKey {
  /** Content of the private key file, which only its owner may read. */
  readonly privateText: string;
  /** The public key: SPKI in PEM. */
  readonly publicText: string;
  readonly keyid: string;
}

const costs = { N: 2 ** 17, r: 8, p: 1 } as const;

/** Creates a key pair. Without a passphrase, the private key is plain PKCS#8 PEM. */
export async function createKey(algorithm: KeyAlgorithm, passphrase: string | undefined): Promise<NewKey> {
  const { privateKey, publicKey } = await newKeyPair(algorithm);
  const publicText = publicKey.export({ type: "spki", format: "pem" }).toString();
  const keyid = hash("sha256", publicKey.export({ type: "spki", format: "der" }));
  const privateText =
    passphrase === undefined
      ? privateKey.export({ type: "pkcs8", format: "pem" }).toString()
      : await encrypt(privateKey, { algorithm, keyid, publicKey: publicText }, passphrase);
  return { privateText, publicText, keyid };
}

async function newKeyPair(algorithm: KeyAlgorithm): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> {
  if (algorithm === "ed25519") return generateKeyPairSync("ed25519");
  if (algorithm === "ecdsa-p256") return generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { createSm2Key } = await import("./sm2.ts");
  const privateKey = createPrivateKey({ key: Buffer.from(createSm2Key()), format: "der", type: "pkcs8" });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** Whether a text is a key file protected by a passphrase. */
export function isEncryptedKey(text: string): boolean {
  return text.trimStart().startsWith("{") && text.includes('"miniapp-private-key"');
}

/**
 * Opens a key file.
 *
 * @param from name of the file in error messages
 * @throws KeyError if the passphrase is wrong or the file is damaged
 */
export async function openKeyFile(text: string, passphrase: string, from: string): Promise<Signer> {
  const file = parse(text, from);
  const key = await derive(passphrase, file.kdf);
  const data = Buffer.from(file.data, "base64");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(file.cipher.nonce, "base64"), {
      authTagLength: 16,
    });
    decipher.setAAD(header(file));
    decipher.setAuthTag(data.subarray(-16));
    const der = Buffer.concat([decipher.update(data.subarray(0, -16)), decipher.final()]);
    return signerOf(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  } catch (error) {
    throw new KeyError(`cannot decrypt ${from}: the passphrase is wrong or the file is damaged`, { cause: error });
  }
}

/**
 * The public key of a key file, as PEM. It is not authenticated until the file is opened. Throws KeyError if the text
 * is not a key.
 */
export function publicKeyOf(text: string, from: string): string {
  if (isEncryptedKey(text)) return parse(text, from).publicKey;
  try {
    return createPublicKey(text).export({ type: "spki", format: "pem" }).toString();
  } catch (error) {
    throw new KeyError(`${from} is not a key`, { cause: error });
  }
}

async function encrypt(
  privateKey: KeyObject,
  facts: Pick<KeyFile, "algorithm" | "keyid" | "publicKey">,
  passphrase: string,
): Promise<string> {
  const kdf = { name: "scrypt", ...costs, salt: randomBytes(16).toString("base64") } as const;
  const nonce = randomBytes(12);
  const file = {
    kind: "miniapp-private-key",
    format: 1,
    ...facts,
    kdf,
    cipher: { name: "aes-256-gcm", nonce: nonce.toString("base64") },
  } as const;
  const cipher = createCipheriv("aes-256-gcm", await derive(passphrase, kdf), nonce, { authTagLength: 16 });
  cipher.setAAD(header(file));
  const der = privateKey.export({ type: "pkcs8", format: "der" });
  const data = Buffer.concat([cipher.update(der), cipher.final(), cipher.getAuthTag()]).toString("base64");
  return `${JSON.stringify({ ...file, data } satisfies KeyFile, null, 2)}\n`;
}

/** The additional authenticated data: everything except the secret, so that a file cannot claim another key's id. */
function header(file: Omit<KeyFile, "data">): Uint8Array {
  const { kind, format, algorithm, keyid, publicKey, kdf, cipher } = file;
  return Buffer.from(JSON.stringify([kind, format, algorithm, keyid, publicKey, kdf.salt, cipher.nonce]));
}

function derive(passphrase: string, { N, r, p, salt }: KeyFile["kdf"]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N, r, p, maxmem: 128 * N * r + 2 ** 22 };
    scrypt(passphrase.normalize("NFC"), Buffer.from(salt, "base64"), 32, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function parse(text: string, from: string): KeyFile {
  let file: Partial<KeyFile>;
  try {
    file = JSON.parse(text) as Partial<KeyFile>;
  } catch (error) {
    throw new KeyError(`${from} is not a key file`, { cause: error });
  }
  const { kdf, cipher } = file;
  // The costs are fixed, so that an untrusted file cannot choose how much memory is used.
  const known =
    file.kind === "miniapp-private-key" &&
    file.format === 1 &&
    kdf?.name === "scrypt" &&
    kdf.N === costs.N &&
    kdf.r === costs.r &&
    kdf.p === costs.p &&
    cipher?.name === "aes-256-gcm" &&
    [file.algorithm, file.keyid, file.publicKey, file.data, kdf.salt, cipher.nonce].every((v) => typeof v === "string");
  if (!known) throw new KeyError(`${from} is a key file in an unknown format`);
  return file as KeyFile;
}
