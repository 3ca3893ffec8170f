/** Stored keys, and the development key that parallel builds create at the same time. */
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  generateDevelopmentKey,
  KeyError,
  loadPrivateKey,
  parseTrust,
  userConfigFolder,
  verifyPackage,
} from "../../src/package/index.ts";
import { writeProgram } from "./program.ts";
import { pack, pemOf, sampleOutput } from "./sample.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "miniapp-keys-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a private key", () => {
  test.each(["ed25519", "p256"] as const)("%s: the public key verifies its signatures", async (kind) => {
    const pair =
      kind === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const trust = await parseTrust(pair.publicKey.export({ type: "spki", format: "pem" }).toString());
    const { bytes } = await pack(sampleOutput(), await loadPrivateKey(pem));
    expect((await verifyPackage(bytes, trust)).signedBy).toHaveLength(1);
  });

  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
  const cipher = { cipher: "aes-256-cbc", passphrase: "secret" } as const;
  const ed = generateKeyPairSync("ed25519");
  test.each([
    ["of another curve", privateKey.export({ type: "pkcs8", format: "pem" }), "only Ed25519, ECDSA P-256 and SM2"],
    ["in SEC1 form", privateKey.export({ type: "sec1", format: "pem" }), "not a private key in PKCS#8"],
    ["with a passphrase", ed.privateKey.export({ type: "pkcs8", format: "pem", ...cipher }), "encrypted"],
    ["that is public", ed.publicKey.export({ type: "spki", format: "pem" }), "not a private key"],
    ["that is something else", '{\n  "pages": []\n}\n', "is not a private key in PKCS#8"],
    ["that is damaged", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "damaged"],
  ])("%s is refused in one line", async (_name, pem, reason) => {
    const error: unknown = await loadPrivateKey(String(pem)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KeyError);
    expect((error as KeyError).message).toContain(reason);
    expect((error as KeyError).message).not.toContain("\n");
  });
});

describe("the development key", () => {
  test("is created once, readable only by its owner, with a warning", async () => {
    const home = join(folder, "config", "miniapp");
    const first = await generateDevelopmentKey(home);
    const second = await generateDevelopmentKey(home);
    expect([first.created, second.created]).toEqual([true, false]);
    expect(pemOf(second.signer)).toBe(pemOf(first.signer));
    expect(readFileSync(first.publicPath, "utf8")).toBe(pemOf(first.signer));
    expect(first.warning).toContain(first.path);
    expect(first.warning).toContain("development key");
    expect(readdirSync(home).toSorted()).toEqual(["development-key.pem", "development-key.pub.pem"]);
    if (process.platform !== "win32") {
      expect(statSync(first.path).mode & 0o777).toBe(0o600);
      expect(statSync(home).mode & 0o777).toBe(0o700);
    }
  });

  test("is a single key, however many builds start at the same time", async () => {
    const program = join(folder, "make-key.mjs");
    writeProgram(
      program,
      `import { generateDevelopmentKey } from "./src/package/keys.ts";
          const { signer } = await generateDevelopmentKey(process.argv[2]);
          process.stdout.write(Buffer.from(signer.publicKey).toString("hex"));`,
    );
    const home = join(folder, "config");
    const keys = await Promise.all(Array.from({ length: 8 }, () => run(program, home)));
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f]{88}$/);
    expect(readdirSync(home).toSorted()).toEqual(["development-key.pem", "development-key.pub.pem"]);
  });

  test("is never created inside the project", async () => {
    const project = join(folder, "project");
    mkdirSync(project);
    for (const inside of [project, join(project, "keys")]) {
      await expect(generateDevelopmentKey(inside, project)).rejects.toThrow(KeyError);
      expect(readdirSync(project)).toEqual([]);
    }
    await generateDevelopmentKey(join(folder, "project-keys"), project);
  });

  test("is not replaced if its file is damaged or cannot be created", async () => {
    writeFileSync(join(folder, "development-key.pem"), "rubbish");
    await expect(generateDevelopmentKey(folder)).rejects.toThrow(KeyError);
    expect(readFileSync(join(folder, "development-key.pem"), "utf8")).toBe("rubbish");
    writeFileSync(join(folder, "file"), "");
    await expect(generateDevelopmentKey(join(folder, "file", "miniapp"))).rejects.toThrow(/use --key/);
  });

  test("is in the user's configuration folder", () => {
    expect(userConfigFolder({ XDG_CONFIG_HOME: "/settings" }, "/home/me")).toBe(join("/settings", "miniapp"));
    expect(userConfigFolder({ XDG_CONFIG_HOME: "relative" }, "/home/me")).toBe(join("/home/me", ".config", "miniapp"));
    expect(userConfigFolder({}, "/home/me")).toBe(join("/home/me", ".config", "miniapp"));
  });
});

function run(program: string, argument: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, argument], { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (data: Buffer) => (text += data.toString()));
    child.on("error", reject);
    child.on("close", () => resolve(text));
  });
}
