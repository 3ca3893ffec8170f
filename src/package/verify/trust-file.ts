/**
 * Reads trust files. They have two forms: public keys in PEM, any one of which is enough, or JSON with a threshold:
 * `{"threshold": 2, "keys": [{"publicKey": PEM, "algorithm"?: …, "keyid"?: …}]}`, with an optional list `also` of
 * further groups of the same form.
 */
import { decodeBase64 } from "./bytes.ts";
import { PackageError, refuse } from "./error.ts";
import { parseStrictJson } from "./strict-json.ts";
import type { JsonObject, JsonValue } from "./strict-json.ts";
import { algorithmOf, keyId } from "./trust.ts";
import type { KeyAlgorithm, Trust, TrustGroup, TrustKey } from "./trust.ts";

/**
 * Parses a trust file.
 *
 * @throws PackageError `package/trust-file`, or a code that says what is wrong with a key
 */
export async function parseTrust(text: string): Promise<Trust> {
  if (text.trimStart().startsWith("{")) return parseTrustJson(text);
  const keys = pemBlocks(text).map((spki): TrustKey => ({ algorithm: algorithmOf(spki), spki }));
  return { keys, threshold: 1 };
}

async function parseTrustJson(text: string): Promise<Trust> {
  const { also = [], ...first } = asObject(parseJson(text));
  if (!Array.isArray(also)) refuse("package/trust-file", "`also` is not a list of groups");
  const groups: TrustGroup[] = [];
  for (const group of also as readonly JsonValue[]) groups.push(await readGroup(asObject(group)));
  return { ...(await readGroup(first)), ...(groups.length === 0 ? {} : { also: groups }) };
}

async function readGroup({ threshold, keys, ...rest }: JsonObject): Promise<TrustGroup> {
  if (typeof threshold !== "number" || !Array.isArray(keys) || Object.keys(rest).length > 0) {
    refuse("package/trust-file", "it wants `threshold` and `keys`");
  }
  const out: TrustKey[] = [];
  for (const value of keys as readonly JsonValue[]) out.push(await readKey(asObject(value)));
  return { keys: out, threshold };
}

async function readKey({ publicKey, algorithm, keyid, ...rest }: JsonObject): Promise<TrustKey> {
  if (typeof publicKey !== "string" || Object.keys(rest).length > 0) {
    refuse("package/trust-file", "a key wants `publicKey`, and may have `algorithm` and `keyid`");
  }
  const [spki, ...others] = pemBlocks(publicKey);
  if (!spki || others.length > 0) refuse("package/trust-file", "`publicKey` is not one PEM block");
  const actual = algorithmOf(spki);
  if (algorithm !== undefined && algorithm !== actual) refuse("package/key-algorithm", actual);
  if (keyid !== undefined && keyid !== (await keyId(spki))) refuse("package/key-id");
  return { algorithm: actual satisfies KeyAlgorithm, spki };
}

/** The DER of a text with exactly one `PUBLIC KEY` block. Throws PackageError otherwise. */
export function spkiOfPem(text: string): Uint8Array {
  const [spki, ...others] = pemBlocks(text);
  return spki && others.length === 0 ? spki : refuse("package/key-malformed");
}

/** The DER of each `PUBLIC KEY` block; the text must contain nothing else. */
function pemBlocks(text: string): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  const rest = text.replace(
    /-----BEGIN PUBLIC KEY-----\r?\n([A-Za-z0-9+/=\r\n]+?)\r?\n-----END PUBLIC KEY-----/g,
    (_whole, body: string) => {
      const der = decodeBase64(body.replace(/[\r\n]/g, ""));
      if (!der) refuse("package/key-malformed");
      blocks.push(der);
      return "";
    },
  );
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(rest)) {
    refuse("package/trust-file", "it holds a private key; name the public key instead");
  }
  if (blocks.length === 0 || rest.trim() !== "") refuse("package/trust-file");
  return blocks;
}

function parseJson(text: string): JsonValue {
  try {
    return parseStrictJson(new TextEncoder().encode(text));
  } catch (error) {
    if (error instanceof PackageError) refuse("package/trust-file", error.message);
    throw error;
  }
}

function asObject(value: JsonValue): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) refuse("package/trust-file");
  return value as JsonObject;
}
