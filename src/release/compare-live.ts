/** Compares what a proposal would bring to devices with what they have now, for approvers. */
import { comparePackages, verifyManifest } from "../package/index.ts";
import type { PackageComparison, PackageManifest } from "../package/index.ts";
import { parseChannel } from "./channel.ts";
import type { ChannelFile } from "./channel.ts";
import { readChannel } from "./check-proposal.ts";
import { refuseRelease } from "./error.ts";
import { layout } from "./object-store.ts";
import type { Proposal } from "./proposal.ts";
import { appVersions, publisherKeys, roleOfApp } from "./publish.ts";
import { envelopePathOf, trustOfVersion } from "./targets.ts";
import type { StoreState } from "./state.ts";
import { sha256 } from "./statement.ts";

export interface LiveComparison {
  readonly before: ChannelFile | null;
  readonly after: ChannelFile;
  /** Version codes; `null` if nothing is live. */
  readonly from: number | null;
  readonly to: number | null;
  /** Set if both versions are known and differ. */
  readonly changes: PackageComparison | null;
}

/** Only for proposals about channels; otherwise `undefined`. @throws ReleaseError, PackageError */
export async function compareWithLive(state: StoreState, proposal: Proposal): Promise<LiveComparison | undefined> {
  if (proposal.kind !== "channel") return undefined;
  const after = parseChannel(Buffer.from(proposal.content));
  const { file: before } = await readChannel(state, proposal.app, proposal.channel);
  const to = after.rules[0]?.versionCode ?? null;
  // Compare with the last rule, the version that everybody has; if that is the same version, with the one it would
  // replace.
  const present = before?.rules.map((rule) => rule.versionCode).toReversed() ?? [];
  const from = present.find((code) => code !== to) ?? present[0] ?? null;
  if (from === null || to === null || from === to) {
    return { before: before ?? null, after, from, to, changes: null };
  }
  const [a, b] = [await manifestOf(state, proposal.app, from), await manifestOf(state, proposal.app, to)];
  return { before: before ?? null, after, from, to, changes: comparePackages(a, b) };
}

async function manifestOf(state: StoreState, app: string, versionCode: number): Promise<PackageManifest> {
  const facts = (await appVersions(state, app)).get(versionCode);
  if (!facts) return refuseRelease("release/no-version", `${app} ${versionCode}`);
  const path = envelopePathOf(facts.path);
  const bytes = await state.store.get(layout.target(path, facts.envelope.sha256));
  if (!bytes || sha256(bytes) !== facts.envelope.sha256) return refuseRelease("release/target-mismatch", path);
  const trust = trustOfVersion(await publisherKeys(state, await roleOfApp(state, app)), facts);
  return (await verifyManifest(bytes, trust, { appId: app, digest: facts.digest })).manifest;
}
