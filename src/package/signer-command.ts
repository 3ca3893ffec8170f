/**
 * Signs with an external program, for keys in an HSM or a KMS: it gets the bytes on its standard input and writes the
 * raw signature to its standard output. Only the user can name the program, never a project.
 */
import { spawn } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { KeyError } from "./keys.ts";
import type { Signer } from "./sign.ts";
import { algorithmOf } from "./verify/trust.ts";

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
  return { algorithm: algorithmOf(publicKey), publicKey, sign: (message) => run(command, message) };
}

function run(command: string, message: Uint8Array): Promise<Uint8Array> {
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
      const signature = Buffer.concat(out);
      if (code === 0 && signature.length === 64) return resolve(new Uint8Array(signature));
      const why =
        code === 0
          ? `it wrote ${signature.length} bytes instead of a raw signature of 64`
          : signal === null
            ? `it ended with exit code ${code}`
            : `it was ended by ${signal}`;
      const lastLines = err.trim().split("\n").slice(-2).join("; ");
      reject(new KeyError(`the signer command failed: ${why}${lastLines === "" ? "" : ` (${lastLines})`}`));
    });
    child.stdin.end(message);
  });
}
