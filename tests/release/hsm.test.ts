/**
 * `--signer-cmd` with a key that never leaves its PKCS#11 token, created here with SoftHSM. The signing script is the
 * one in docs/release.md. If SoftHSM cannot be installed, `npm test` reports it.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { main } from "../../src/commands/index.ts";
import { commandSigner } from "../../src/package/index.ts";
import type { Signer } from "../../src/package/index.ts";
import { decideProposal } from "../../src/release/admit.ts";
import { changeChannel } from "../../src/release/change-channel.ts";
import { createClient } from "../../src/release/client/index.ts";
import { publishPackage } from "../../src/release/publish.ts";
import { root } from "../build/program.ts";
import { newKey } from "../package/sample.ts";
import { packageOf } from "./small-package.ts";
import { app, newStore, temporaryFolder } from "./store.ts";

const home = temporaryFolder();
const library = findLibrary();

function findLibrary(): string | undefined {
  const tools = ["softhsm2-util", "pkcs11-tool", "openssl"];
  const folders = (process.env["PATH"] ?? "").split(":");
  if (!tools.every((name) => folders.some((folder) => existsSync(join(folder, name))))) return undefined;
  const places = ["/usr/lib/softhsm", ...readdirSync("/usr/lib").map((name) => `/usr/lib/${name}/softhsm`)];
  return places.map((folder) => `${folder}/libsofthsm2.so`).find((path) => existsSync(path));
}

describe.runIf(library !== undefined)("a key in a PKCS#11 token", () => {
  const pin = "5678";
  const script = join(home, "sign-with-hsm.sh");
  const publicPem = join(home, "officer.pub.pem");
  let officer: Signer;

  beforeAll(() => {
    const conf = join(home, "softhsm2.conf");
    mkdirSync(join(home, "tokens"));
    writeFileSync(conf, `directories.tokendir = ${join(home, "tokens")}\n`);
    const run = (program: string, ...args: string[]) =>
      execFileSync(program, args, { env: { ...process.env, SOFTHSM2_CONF: conf }, stdio: "pipe" });
    const tool = (...args: string[]) =>
      run("pkcs11-tool", "--module", library ?? "", "--token-label", "officer", "--label", "key", ...args);
    run("softhsm2-util", "--init-token", "--free", "--label", "officer", "--so-pin", "12345678", "--pin", pin);
    tool("--login", "--pin", pin, "--keypairgen", "--key-type", "EC:prime256v1", "--id", "01");
    const der = tool("--read-object", "--type", "pubkey").toString("base64");
    writeFileSync(
      publicPem,
      `-----BEGIN PUBLIC KEY-----\n${der.match(/.{1,64}/g)?.join("\n")}\n-----END PUBLIC KEY-----\n`,
    );
    // The script is taken verbatim from the guide; only the library's path is replaced.
    const [, guide = ""] =
      /```sh\n(#!\/bin\/sh\n[^`]*pkcs11-tool[^`]*)```/.exec(readFileSync(join(root, "docs/release.md"), "utf8")) ?? [];
    expect(guide).toContain("/usr/lib/softhsm/libsofthsm2.so");
    const own = guide.replace("/usr/lib/softhsm/libsofthsm2.so", library ?? "").replace("#!/bin/sh\n", "");
    writeFileSync(script, `#!/bin/sh\nexport SOFTHSM2_CONF='${conf}' HSM_PIN="\${HSM_PIN:-${pin}}"\n${own}`);
    officer = commandSigner(`sh '${script}'`, readFileSync(publicPem, "utf8"));
  });

  test("signs a build that then verifies", async () => {
    const files = {
      "app.json": JSON.stringify({ pages: ["home"] }),
      "miniapp.json": JSON.stringify({ appId: app, versionName: "1.0.0", versionCode: 1 }),
      "home.js": "Page({});\n",
      "home.wxml": "<view>home</view>\n",
    };
    mkdirSync(join(home, "app"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(home, "app", name), text);
    const verb = async (...args: string[]) => {
      let err = "";
      const io = { out: () => {}, err: (text: string) => void (err += text), cwd: home, env: { HOME: home } };
      const code = await main(args, { ...io, colour: false, interactive: false });
      return { code, err };
    };
    const build = ["build", "app", "--out", "app.mapkg", "--no-cache", "--signer-key", publicPem, "--signer-cmd"];
    expect((await verb(...build, `sh '${script}'`)).code).toBe(0);
    expect((await verb("verify", "app.mapkg", "--trust", publicPem)).code).toBe(0);
    const refused = await verb(...build, `HSM_PIN=0000 sh '${script}'`);
    expect([refused.code, refused.err]).toEqual([3, expect.stringContaining("CKR_PIN_INCORRECT")]);
  });

  test("approves a release that a device then installs", async () => {
    const store = await newStore({}, undefined, { root: await newKey(), bob: officer });
    const { alice, carol, publisher, service } = store.who;
    await publishPackage(store.as(publisher, service), await packageOf(1, publisher, app));
    const target = { app, channel: "production", message: "because" };
    const { proposal = "" } = await changeChannel(store.as(alice, service), target, { kind: "set", versionCode: 1 });
    await decideProposal(store.as(officer), proposal, "approve", "");
    expect((await decideProposal(store.as(carol, service), proposal, "approve", "")).state).toBe("applied");
    const serve = async (url: string) => {
      const bytes = await store.store.get(url.slice("http://store/".length));
      return bytes ? new Response(new Uint8Array(bytes)) : new Response(null, { status: 404 });
    };
    const first = readFileSync(join(store.folder, "metadata/1.root.json"));
    const options = { url: "http://store", folder: join(home, "device"), root: first, fetch: serve };
    const device = createClient({ ...options, device: { id: "device-1" } });
    expect(await device.update(app, "production")).toMatchObject({ state: "installed", versionCode: 1 });
  });
});
