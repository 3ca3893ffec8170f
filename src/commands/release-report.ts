/** Formats channels and proposals for people. */
import type { Admission, ChannelFile, ChannelResult, ChannelRule, DisableResult, Expiry } from "../release/index.ts";

const stateTexts = {
  changed: "changed",
  proposed: "is waiting for approval",
  "already-proposed": "was already proposed and is waiting for approval",
  "would-change": "would change",
  "would-propose": "would be proposed",
} as const;

/** Describes a change of a channel: its state, proposal and rules. */
export function channelText(result: ChannelResult): string {
  const { app, channel, state, proposal, missing, before, after } = result;
  const lines = [`${app} on ${channel} ${stateTexts[state]}`];
  lines.push(...ruleLines(before, after));
  if (after.paused) lines.push("  paused: no further device gets a partial rollout");
  if (after.floor > 0) lines.push(`  floor ${after.floor}`);
  if (proposal !== undefined && state !== "changed") {
    lines.push(
      `  proposal ${proposal}`,
      `  needs ${missing} more ${missing === 1 ? "approval" : "approvals"}: miniapp approve ${proposal.slice(0, 12)}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

/** Removed, added and unchanged rules, one per line. */
export function ruleLines(before: ChannelFile | null, after: ChannelFile): string[] {
  const old = (before?.rules ?? []).map(ruleText);
  const fresh = after.rules.map(ruleText);
  return [
    ...old.filter((text) => !fresh.includes(text)).map((text) => `  - ${text}`),
    ...fresh.map((text) => `  ${old.includes(text) ? "=" : "+"} ${text}`),
  ];
}

const barWidth = 30;

type Disabled = { readonly app: string; readonly all: boolean; readonly versions: readonly number[] };

const disabledTexts = {
  changed: ["is disabled", "is enabled"],
  proposed: ["is waiting to be disabled", "is waiting to be enabled"],
  "would-change": ["would be disabled", "would be enabled"],
} as const;

/** Describes the result of disabling or enabling an app or version. */
export function switchText(what: string, result: DisableResult, off: boolean): string {
  const lines = [`${what} ${disabledTexts[result.state][off ? 0 : 1]}`];
  if (result.proposal !== undefined) lines.push(`  proposal ${result.proposal}`);
  return `${lines.join("\n")}\n${unknownText(result)}`;
}

/** Warns about versions that the store does not have. Not an error, because devices may still have a pruned version. */
export function unknownText({ app, unknown }: DisableResult): string {
  return unknown.map((code) => `warning: the store has no version ${code} of ${app}; check the number\n`).join("");
}

/** A table with a bar for each live version: its expected share of all devices, judged by the percentages alone. */
export function statusText(channels: readonly { file: ChannelFile }[], disabled: readonly Disabled[]): string {
  const lines: string[] = [];
  for (const { file } of channels) {
    lines.push(`${file.app}  ${file.channel}  change ${file.seq} of ${file.time}${file.paused ? "  PAUSED" : ""}`);
    let given = 0;
    const off = disabled.find(({ app }) => app === file.app);
    for (const rule of file.rules) {
      const isOff = off !== undefined && (off.all || off.versions.includes(rule.versionCode));
      // Each rule takes its share of what earlier rules leave; a disabled version takes nothing.
      const share = isOff ? 0 : ((10_000 - given) * rule.percent) / 10_000;
      given += share;
      const bar = "#".repeat(Math.round((share / 10_000) * barWidth)).padEnd(barWidth, ".");
      lines.push(`  ${String(rule.versionCode).padStart(8)} [${bar}] ${ruleText(rule)}${isOff ? "; DISABLED" : ""}`);
    }
  }
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function ruleText({ versionCode, percent, conditions }: ChannelRule): string {
  const facts = [`${percent / 100} %`];
  const { allow, from, until, os, regions, minHost, maxHost } = conditions;
  if (allow) facts.push(`${allow.length} on the allow list`);
  if (from) facts.push(`from ${from}`);
  if (until) facts.push(`until ${until}`);
  if (os) facts.push(`os ${os.join(", ")}`);
  if (regions) facts.push(`region ${regions.join(", ")}`);
  if (minHost) facts.push(`host from ${minHost}`);
  if (maxHost) facts.push(`host up to ${maxHost}`);
  return `version ${versionCode}: ${facts.join("; ")}`;
}

/** Describes the status of a proposal. */
export function admissionText(one: Admission): string {
  const about = [one.kind, one.app, one.channel, one.subject].filter((part) => part !== "").join(" ");
  const facts = [
    `${one.id.slice(0, 12)}  ${one.state}  ${about}`,
    ...(one.author === "" ? [] : [`  by ${one.author.slice(0, 12)} at ${one.time}`]),
    ...(one.message === "" ? [] : [`  ${JSON.stringify(one.message)}`]),
    ...one.approvedBy.map((keyid) => `  approved by ${keyid.slice(0, 12)}`),
    ...(one.missing > 0 ? [`  needs ${one.missing} more ${one.missing === 1 ? "approval" : "approvals"}`] : []),
    ...(one.reason === undefined ? [] : [`  ${one.reason}`]),
  ];
  return `${facts.join("\n")}\n`;
}

/** The command that gets a file of the store signed again. */
export function remedyOf({ role, shared, channels = [] }: Expiry): string {
  if (channels.some(({ production }) => production))
    return channels.map(({ app, channel }) => `\`miniapp release renew --app ${app} --channel ${channel}\``).join(", ");
  return role === "root" || shared ? "`miniapp store renew`" : "`miniapp store refresh`";
}
