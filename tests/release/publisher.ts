/**
 * A publisher process for tests of concurrency and kills: publishes versions of an app one after the other, and prints
 * each one when it is acknowledged.
 *
 * Arguments: the store's address, a file with the two private keys, the app, the first version, how many, channel.
 */
import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { loadPrivateKey } from "../../src/package/index.ts";
import { openObjectStore } from "../../src/release/open-store.ts";
import { publishPackage } from "../../src/release/publish.ts";
import { setVersion } from "./set-version.ts";
import { packageOf } from "./small-package.ts";

const [address = "", keyFile = "", app = "", first = "", count = "", channel = ""] = process.argv.slice(2);
const keys = (JSON.parse(readFileSync(keyFile, "utf8")) as string[]).map((pem) => loadPrivateKey(pem));
const signers = await Promise.all(keys);
const idOf = (spki: Uint8Array) => createHash("sha256").update(spki).digest("hex");
const session = {
  store: openObjectStore(address, process.cwd(), process.env),
  now: () => Date.now(),
  signer: async (ids: readonly string[]) => signers.find(({ publicKey }) => ids.includes(idOf(publicKey))),
};
const [publisher] = signers;
if (!publisher) throw new Error("no key");
for (let version = Number(first); version < Number(first) + Number(count); version++) {
  await publishPackage(session, await packageOf(version, publisher, app));
  process.stdout.write(`published ${version}\n`);
  if (channel === "") continue;
  await setVersion(session, app, channel, version);
  process.stdout.write(`released ${version}\n`);
}
