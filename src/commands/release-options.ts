/** Parses option values of the release verbs strictly. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ConditionChanges } from "../release/index.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { Io } from "./io.ts";

/** Parses a percentage with at most two decimals; returns hundredths of a percent. */
export function readPercent(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Math.round(Number(text) * 100);
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text) || value > 10_000) {
    throw new CommandError(
      exitCodes.usage,
      `--percent ${text} is not a percentage`,
      "Use 0 to 100, with at most two decimals.",
    );
  }
  return value;
}

/** Parses a whole number. Throws CommandError (usage) for anything else. */
export function readCount(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new CommandError(exitCodes.usage, `${option} ${text} is not a whole number`);
  return Number(text);
}

export interface ConditionFlags {
  readonly allow?: string;
  readonly from?: string;
  readonly until?: string;
  readonly os?: string;
  readonly region?: string;
  readonly minHost?: string;
  readonly maxHost?: string;
}

/** `undefined` if no option sets a condition. An empty value removes the condition. */
export async function readConditions(flags: ConditionFlags, io: Io): Promise<ConditionChanges | undefined> {
  const read = <T>(text: string | undefined, parse: (text: string) => T) =>
    text === undefined ? undefined : text === "" ? null : parse(text);
  const conditions = {
    allow: await read(flags.allow, (file) => readList(file, io)),
    from: read(flags.from, (text) => readTime(text, "--from")),
    until: read(flags.until, (text) => readTime(text, "--until")),
    os: read(flags.os, (text) => split(text, "--os")),
    regions: read(flags.region, (text) => split(text, "--region")),
    minHost: read(flags.minHost, (text) => readVersion(text, "--min-host")),
    maxHost: read(flags.maxHost, (text) => readVersion(text, "--max-host")),
  };
  const given = Object.entries(conditions).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

async function readList(file: string, io: Io): Promise<string[]> {
  const lines = (await readFile(resolve(io.cwd, file), "utf8")).split(/\r?\n/).map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== "" && !line.startsWith("#")))];
}

function split(text: string, option: string): string[] {
  const items = text.split(",").map((item) => item.trim());
  if (!items.includes("")) return items;
  throw new CommandError(exitCodes.usage, `${option} ${text} is not a list such as a,b`);
}

function readTime(text: string, option: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time) || !/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$/.test(text)) {
    const hint = "Write 2026-05-04 or 2026-05-04T08:00Z.";
    throw new CommandError(exitCodes.usage, `${option} ${text} is not a time with a time zone`, hint);
  }
  return new Date(time).toISOString();
}

function readVersion(text: string, option: string): string {
  if (/^\d+(\.\d+){0,3}$/.test(text)) return text;
  throw new CommandError(exitCodes.usage, `${option} ${text} is not a version such as 2.10`);
}
