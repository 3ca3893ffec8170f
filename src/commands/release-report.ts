/** Formats channels and proposals for people. */
import { printable } from "../compiler/diagnostics/width.ts";
import { isForEveryone } from "../release/index.ts";
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
  lines.push(...channelLines(before, after));
  if (proposal !== undefined && state !== "changed") {
    lines.push(
      `  proposal ${proposal}`,
      `  needs ${missing} more ${missing === 1 ? "approval" : "approvals"}: miniapp approve ${proposal.slice(0, 12)}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

/** Everything that a change affects on devices: removed, added and unchanged parts, one per line. */
export function channelLines(before: ChannelFile | null, after: ChannelFile): string[] {
  const old = before?.rules ?? [];
  const replaced = (rule: ChannelRule) => old.find(({ versionCode }) => versionCode === rule.versionCode);
  const same = (rule: ChannelRule) => JSON.stringify(replaced(rule)) === JSON.stringify(rule);
  const gone = old.filter((rule) => !after.rules.some((fresh) => JSON.stringify(fresh) === JSON.stringify(rule)));
  const pause = (file: ChannelFile | null) => (file?.paused ? [pausedText(file)] : []);
  const floor = (file: ChannelFile | null) =>
    (before?.floor ?? 0) > 0 || after.floor > 0 ? [`floor ${file?.floor ?? 0}`] : [];
  return [
    ...gone.map((rule) => `  - ${ruleText(rule)}`),
    ...after.rules.flatMap((rule) => [
      `  ${same(rule) ? "=" : "+"} ${ruleText(rule)}`,
      ...allowLines(replaced(rule), rule),
    ]),
    ...changeLines(pause(before), pause(after)),
    ...changeLines(floor(before), floor(after)),
  ];
}

/** A pause does not stop a version for everyone; people who want to stop it must know that. */
function pausedText({ rules }: ChannelFile): string {
  const [first] = rules;
  const full =
    first && isForEveryone(first) ? `; does not stop version ${first.versionCode}, which is for everyone` : "";
  return `paused: no further device gets a partial rollout${full}`;
}

function changeLines(old: readonly string[], fresh: readonly string[]): string[] {
  return [
    ...old.filter((text) => !fresh.includes(text)).map((text) => `  - ${text}`),
    ...fresh.map((text) => `  ${old.includes(text) ? "=" : "+"} ${text}`),
  ];
}

const namesShown = 5;

/** Names that a change adds to an allow list or removes from it; `--json` has all of them. */
function allowLines(before: ChannelRule | undefined, after: ChannelRule): string[] {
  const [old, fresh] = [new Set(before?.conditions.allow), new Set(after.conditions.allow)];
  const line = (sign: string, names: readonly string[]) => {
    const more = names.length > namesShown ? ` and ${names.length - namesShown} more` : "";
    return names.length === 0
      ? []
      : [`      allow list ${sign} ${printable(names.slice(0, namesShown).join(", "))}${more}`];
  };
  return [
    ...line(
      "+",
      [...fresh].filter((name) => !old.has(name)),
    ),
    ...line(
      "-",
      [...old].filter((name) => !fresh.has(name)),
    ),
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
  return printable(`version ${versionCode}: ${facts.join("; ")}`);
}

/** A text of somebody else on one line: terminals would interpret its control characters. */
export function quoted(text: string): string {
  return JSON.stringify(printable(text));
}

/** Describes the status of a proposal. */
export function admissionText(one: Admission): string {
  const about = [one.kind, one.app, one.channel, one.subject].filter((part) => part !== "").join(" ");
  const facts = [
    `${one.id.slice(0, 12)}  ${one.state}  ${about}`,
    ...(one.author === "" ? [] : [`  by ${one.author.slice(0, 12)} at ${one.time}`]),
    ...(one.message === "" ? [] : [`  ${quoted(one.message)}`]),
    ...one.approvedBy.map((keyid) => `  approved by ${keyid.slice(0, 12)}`),
    ...(one.missing > 0 ? [`  needs ${one.missing} more ${one.missing === 1 ? "approval" : "approvals"}`] : []),
    ...(one.reason === undefined ? [] : [`  ${one.reason}`]),
    ...(one.state === "stale" ? ["  another change took effect first; propose it again"] : []),
  ];
  return `${facts.join("\n")}\n`;
}

/**
 * Says that a file of the store must be signed again, and how.
 *
 * @param refreshed whether `store refresh` has just run, so that this machine lacks the keys that it can sign with
 */
export function expiryText(expiry: Expiry, refreshed = false): string {
  const { role, outdated, channels = [] } = expiry;
  const [first] = channels;
  const name = first === undefined ? role : channels.map(({ app, channel }) => `${app} on ${channel}`).join(", ");
  const what = outdated ? "is not signed by the current keys, so devices reject it" : expiresIn(expiry.days);
  return `${name} ${what}; sign it again with ${remedyOf(expiry, refreshed)}`;
}

function expiresIn(days: number): string {
  if (days < 0) return "has expired";
  return days === 0 ? "expires in less than a day" : `expires in ${days} ${days === 1 ? "day" : "days"}`;
}

/** The command that gets a file of the store signed again. */
function remedyOf({ role, shared, channels = [] }: Expiry, refreshed: boolean): string {
  if (channels.some(({ production }) => production))
    return channels.map(({ app, channel }) => `\`miniapp release renew --app ${app} --channel ${channel}\``).join(", ");
  if (role === "root" || shared) return "`miniapp store renew`";
  const refresh = "`miniapp store refresh`";
  if (role.startsWith("partner.")) {
    return `${refresh} where both the partner's and the service's key are, or with the partner's next version`;
  }
  return refreshed ? `${refresh} where its key is; this machine does not have it` : refresh;
}
