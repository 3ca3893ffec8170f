/**
 * Signs with an external program, for keys in an HSM or a KMS: it gets the bytes on its standard input and writes the
 * signature to its standard output, raw or, as OpenSSL writes ECDSA signatures, in DER. Only the user can name the
 * program, never a project.
 */
import { spawn } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { KeyError } from "./keys.ts";
import type { Signer } from "./sign.ts";
import { algorithmOf } from "./verify/trust.ts";

/** Bytes of a raw signature of every algorithm. A DER signature of the same length is about as rare as a guessed key. */
const rawLength = 64;

const timeoutMs = 120_000;

/**
 * @param command a shell command line
 * @param publicPem public key of the key that the command signs with
 * @throws KeyError if that is not a public key
 */
export function commandSigner(command: string, publicPem: string): Signer {
  let publicKey: Uint8Array;
  try {
    publicKey = new Uint8Array(createPublicKey(publicPem).export({ type: "spki", format: "der" }));
  } catch (error) {
    throw new KeyError("the signer's public key is not in PEM format", { cause: error });
  }
  const algorithm = algorithmOf(publicKey);
  const raw = (written: Uint8Array) => {
    if (written.length === rawLength) return written;
    return algorithm === "ed25519" ? undefined : rawFromDer(written);
  };
  return { algorithm, publicKey, sign: (message) => run(command, message, raw) };
}

/**
 * Converts `SEQUENCE { INTEGER r, INTEGER s }` to `r ‖ s` of 32 bytes each. Accepts only the one DER encoding of two
 * positive numbers of at most 256 bits.
 *
 * @returns undefined for anything else
 */
export function rawFromDer(der: Uint8Array): Uint8Array | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const raw = new Uint8Array(rawLength);
  let at = 2;
  for (const end of [rawLength / 2, rawLength]) {
    const length = der[at + 1] ?? 0;
    const number = der.subarray(at + 2, at + 2 + length);
    if (der[at] !== 0x02 || length === 0 || number.length !== length) return undefined;
    const [first = 0, second = 0] = number;
    // A leading zero is required where the next bit would be a sign, and forbidden elsewhere.
    if (first >= 0x80 || (first === 0 && second < 0x80)) return undefined;
    const digits = first === 0 ? number.subarray(1) : number;
    if (digits.length > rawLength / 2) return undefined;
    raw.set(digits, end - digits.length);
    at += 2 + length;
  }
  return at === der.length ? raw : undefined;
}

type ReadSignature = (written: Uint8Array) => Uint8Array | undefined;

function run(command: string, message: Uint8Array, read: ReadSignature): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: ["pipe", "pipe", "pipe"], timeout: timeoutMs });
    const out: Buffer[] = [];
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err = (err + text).slice(-400)));
    child.once("error", (error) => reject(new KeyError(`the signer command cannot be started: ${error.message}`)));
    // The program may exit without reading everything; its exit code decides.
    child.stdin.on("error", () => {});
    child.once("close", (code, signal) => {
      const written = new Uint8Array(Buffer.concat(out));
      const signature = code === 0 ? read(written) : undefined;
      if (signature) return resolve(signature);
      const why =
        code === 0
          ? `it wrote ${written.length} bytes instead of a raw signature of 64`
          : signal === null
            ? `it ended with exit code ${code}`
            : `it was ended by ${signal}`;
      const lastLines = err.trim().split("\n").slice(-2).join("; ");
      reject(new KeyError(`the signer command failed: ${why}${lastLines === "" ? "" : ` (${lastLines})`}`));
    });
    child.stdin.end(message);
  });
}
