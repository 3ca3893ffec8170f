/** Outputs, keys and builds shared by this room's tests. */
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import type { Output, OutputFile } from "../../src/compiler/link/output.ts";
import { loadPrivateKey, packOutput } from "../../src/package/index.ts";
import type { PackageBuild, PackedPackage, Signer, Trust } from "../../src/package/index.ts";

export const build: PackageBuild = { compiler: "miniapp 0.1.0", target: "es2020", mode: "", dependencies: [] };

export function file(path: string, content: string | Uint8Array): OutputFile {
  return { path, content: typeof content === "string" ? new TextEncoder().encode(content) : content };
}

/** A small app with one subpackage. */
export function sampleOutput(changes: Partial<Output["app"]> = {}): Output {
  return {
    app: {
      appId: "wx0123456789abcdef",
      versionName: "1.2.3",
      versionCode: 7,
      abi: "1.0",
      permissions: ["location", "camera"],
      domains: { request: ["https://api.example.com"] },
      ...changes,
    },
    subpackages: [
      {
        name: "main",
        root: "",
        independent: false,
        files: [file("app.js", "App({})\n"), file("app.json", "{}"), file("pages/index/index.js", "Page({})\n")],
      },
      {
        name: "shop",
        root: "shop",
        independent: true,
        files: [file("shop/list.js", "Page({ data: { list: [] } })\n")],
      },
    ],
    sourceMaps: [],
  };
}

export function newKey(kind: "ed25519" | "p256" = "ed25519"): Promise<Signer> {
  const { privateKey } =
    kind === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return loadPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" }).toString());
}

export function trustIn(signers: readonly Signer[], threshold = 1): Trust {
  return { keys: signers.map(({ algorithm, publicKey }) => ({ algorithm, spki: publicKey })), threshold };
}

export function pemOf(signer: Signer): string {
  const key = createPublicKey({ key: Buffer.from(signer.publicKey), type: "spki", format: "der" });
  return key.export({ type: "spki", format: "pem" }).toString();
}

export function pack(output: Output, ...signers: Signer[]): Promise<PackedPackage> {
  return packOutput(output, { signers, build });
}

/** Whole numbers from 0 below a bound, the same sequence for the same seed (xorshift32). */
export type Sequence = (bound: number) => number;

export function sequence(seed: number): Sequence {
  let state = seed;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return bound === 0 ? 0 : (state >>> 0) % bound;
  };
}
