/** What approvers are shown: every part of a change, in text that an author cannot use to mislead the terminal. */
import { beforeAll, describe, expect, test } from "vitest";
import { channelLines, admissionText } from "../../src/commands/release-report.ts";
import { decideProposal, openProposals } from "../../src/release/admit.ts";
import { pauseChannel, setVersion } from "../../src/release/channel.ts";
import type { ChangeFacts, ChannelFile } from "../../src/release/channel.ts";
import { binOf } from "../../src/release/check-proposal.ts";
import { commonPart } from "../../src/release/commit.ts";
import { ReleaseError } from "../../src/release/error.ts";
import { publicKeyFromSigner, storeBinding } from "../../src/release/metadata.ts";
import { fileProposal } from "../../src/release/proposal.ts";
import type { Draft } from "../../src/release/proposal.ts";
import { appVersions, publishPackage } from "../../src/release/publish.ts";
import { loadState } from "../../src/release/state.ts";
import { sha256 } from "../../src/release/statement.ts";
import { channelPath } from "../../src/release/targets.ts";
import { packageOf } from "./small-package.ts";
import { app, newStore } from "./store.ts";
import type { Fixture } from "./store.ts";

const facts: ChangeFacts = { store: "s", app, channel: "production", time: "", author: "", message: "", previous: "" };
const ref = (versionCode: number) => ({ versionCode, package: String(versionCode).padStart(64, "0") });

describe("a change of a channel", () => {
  const base = setVersion(undefined, facts, { version: ref(1) });
  const live = setVersion(base, facts, { version: ref(2), percent: 1000, conditions: { allow: ["ann", "ben"] } });

  test("lists a pause, its end and the floor", () => {
    const rules = ["  = version 2: 10 %; 2 on the allow list", "  = version 1: 100 %"];
    const paused = pauseChannel(live, facts, true);
    const pause = "paused: no further device gets a partial rollout";
    expect(channelLines(live, paused)).toEqual([...rules, `  + ${pause}`]);
    expect(channelLines(paused, pauseChannel(paused, facts, false))).toEqual([...rules, `  - ${pause}`]);
    const floored = setVersion(paused, facts, { floor: 1 });
    expect(channelLines(paused, floored)).toEqual([...rules, `  = ${pause}`, "  - floor 0", "  + floor 1"]);
    expect(channelLines(floored, pauseChannel(floored, facts, false)).at(-1)).toBe("  = floor 1");
  });

  test("lists added and removed names of an allow list, also if their number stays the same", () => {
    const other = setVersion(live, facts, { conditions: { allow: ["ann", "eve"] } });
    expect(channelLines(live, other)).toEqual([
      "  - version 2: 10 %; 2 on the allow list",
      "  + version 2: 10 %; 2 on the allow list",
      "      allow list + eve",
      "      allow list - ben",
      "  = version 1: 100 %",
    ]);
    const many = Array.from({ length: 30 }, (_, i) => `device-${i}`);
    const long = channelLines(live, setVersion(live, facts, { conditions: { allow: many } }));
    expect(long).toContain("      allow list + device-0, device-1, device-2, device-3, device-4 and 25 more");
  });

  test("contains no control characters of a condition", () => {
    const file = setVersion(base, facts, { version: ref(2), conditions: { os: ["ios\u001b[2J\u202e\nversion 9"] } });
    expect(channelLines(base, file)[0]).toBe("  + version 2: 100 %; os ios\uFFFD[2J\uFFFD version 9");
  });
});

describe("a proposal", () => {
  let store: Fixture;
  beforeAll(async () => {
    store = await newStore();
    const { publisher, service } = store.who;
    await publishPackage(store.as(publisher, service), await packageOf(1, publisher, app));
  });

  /** Files a proposal that the program itself would not write. */
  async function propose(change: (file: ChannelFile) => ChannelFile, draft: Partial<Draft> = {}): Promise<string> {
    const { alice } = store.who;
    const state = await loadState(store.store);
    const path = channelPath(app, "production");
    const role = await binOf(state, path);
    const version = (await appVersions(state, app)).get(1);
    const sound = setVersion(
      undefined,
      { ...facts, store: store.id, author: publicKeyFromSigner(alice).keyid },
      { version: { versionCode: 1, package: version?.digest ?? "" } },
    );
    const content = JSON.stringify(change(sound));
    const targets = { [path]: { length: Buffer.byteLength(content), hashes: { sha256: sha256(content) } } };
    const part = commonPart("targets", 0, store.clock.now + 1e9, { ...storeBinding(state.id, role), targets });
    return fileProposal(store.as(), state, alice, {
      kind: "channel",
      message: "",
      app,
      channel: "production",
      subject: "set",
      files: [{ role, part }],
      content,
      authorSigns: false,
      ...draft,
    });
  }

  async function decided(id: string): Promise<string> {
    try {
      return (await decideProposal(store.as(store.who.bob), id, "approve", "")).state;
    } catch (error) {
      if (error instanceof ReleaseError) return error.code;
      throw error;
    }
  }

  test.each<[string, Partial<Draft>]>([
    ["an escape sequence in its subject", { subject: "set\u001b[1A\u001b[2K" }],
    ["a second line in its subject", { subject: "set\napproved by all" }],
    ["a text of its own as the app", { app: "com.example.bank production" }],
    ["a changed writing direction in the channel", { channel: "production\u202e" }],
  ])("with %s is refused, and its listing is harmless", async (_name, draft) => {
    const id = await propose((file) => file, draft);
    expect(await decided(id)).toBe("release/statement-malformed");
    const listed = (await openProposals(await loadState(store.store))).find((one) => one.id === id);
    expect(listed).toMatchObject({ state: "refused", subject: "", app: "", channel: "" });
  });

  test("whose reason contains control characters is shown without them", () => {
    const about = { id: "0".repeat(64), kind: "channel", app, channel: "production", subject: "set" } as const;
    const rest = { author: "", time: "", state: "open", approvedBy: [], missing: 0 } as const;
    const text = admissionText({ ...about, ...rest, message: "新版\u009b2J\u202e fine" });
    expect(text).toContain('"新版\uFFFD2J\uFFFD fine"');
  });

  test.each<[string, (file: ChannelFile) => ChannelFile]>([
    ["choose which devices a share contains", (f) => ({ ...f, rules: f.rules.map((r) => ({ ...r, salt: "chosen" })) })],
    ["name versions to roll back to that were never released", (f) => ({ ...f, full: [ref(9), ...f.full] })],
    ["put an older version before a newer one", (f) => ({ ...f, rules: [...f.rules, ...f.rules] })],
  ])("cannot %s", async (_name, change) => {
    expect(await decided(await propose(change))).toBe("release/channel-malformed");
  });

  test("without such changes is approved", async () => {
    expect(await decided(await propose((file) => file))).toBe("open");
  });
});
