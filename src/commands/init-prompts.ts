/** The interactive questions of `miniapp init`; loaded only if there is a terminal. */
import * as prompts from "@clack/prompts";
import { basename, resolve } from "node:path";
import { checkAppId, checkName } from "./init-names.ts";
import { CommandError, exitCodes } from "./io.ts";
import { packageNameOf } from "./templates.ts";
import type { Style, Template } from "./templates.ts";

/** Known facts about a new project; missing ones have defaults. */
export interface Answers {
  readonly folder: string | undefined;
  readonly template: string | undefined;
  readonly name: string | undefined;
  readonly appId: string | undefined;
  readonly style: Style | undefined;
}

/**
 * Asks for everything that is not known yet.
 *
 * @param checkFolder returns why a folder cannot be used, or undefined
 * @throws CommandError with the exit code for interruptions, if a question is cancelled by Ctrl+C, a signal or the end
 *   of input
 */
export async function promptAnswers(
  given: Answers,
  templates: readonly Template[],
  checkFolder: (path: string) => string | undefined,
): Promise<Answers> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, abort);
  process.stdin.once("end", abort);
  try {
    return await ask(given, templates, checkFolder, stop.signal);
  } finally {
    for (const signal of signals) process.off(signal, abort);
    process.stdin.off("end", abort);
    process.stdin.pause();
  }
}

async function ask(
  given: Answers,
  templates: readonly Template[],
  checkFolder: (path: string) => string | undefined,
  signal: AbortSignal,
): Promise<Answers> {
  prompts.intro("Create a mini-program");
  const folder =
    given.folder ??
    (await answered(
      prompts.text({
        message: "Folder",
        placeholder: "./mini-program",
        defaultValue: "./mini-program",
        validate: (text) => checkFolder(text || "./mini-program"),
        signal,
      }),
    ));
  const template =
    given.template ??
    (await answered(
      prompts.select<string>({
        message: "Template",
        options: templates.map(({ name, title, description }) => ({ value: name, label: title, hint: description })),
        signal,
      }),
    ));
  const own = basename(resolve(folder));
  const standard = checkName(own) === undefined ? own : "Mini-program";
  const name =
    given.name ??
    (await answered(
      prompts.text({
        message: "Name",
        placeholder: standard,
        defaultValue: standard,
        validate: (text) => (text ? checkName(text) : undefined),
        signal,
      }),
    ));
  const id = `com.example.${packageNameOf(name)}`;
  const appId =
    given.appId ??
    (await answered(
      prompts.text({
        message: "App id",
        placeholder: id,
        defaultValue: id,
        validate: (text) => (text ? checkAppId(text) : undefined),
        signal,
      }),
    ));
  const known = templates.find((one) => one.name === template)?.styles ?? ["wxss"];
  const style =
    given.style ??
    (await answered(
      prompts.select<Style>({
        message: "Stylesheet language",
        options: known.map((value) => ({ value, label: value })),
        signal,
      }),
    ));
  prompts.outro("Creating the project.");
  return { folder, template, name, appId, style };
}

async function answered<T>(question: Promise<T | typeof prompts.CANCEL_SYMBOL>): Promise<T> {
  const answer = await question;
  if (answer !== prompts.CANCEL_SYMBOL) return answer as T;
  throw new CommandError(exitCodes.interrupted, "interrupted, nothing was written");
}
