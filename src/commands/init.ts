/** `miniapp init`: creates a project from a template, or miniapp.json for an existing project. Needs no network. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, relative, resolve } from "node:path";
import type { Command } from "commander";
import { nearest } from "../compiler/diagnostics/suggest.ts";
import { adoptProject } from "./init-here.ts";
import { checkAppId, checkName } from "./init-names.ts";
import type { Answers } from "./init-prompts.ts";
import type { InitFlags, InitResult } from "./init-result.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { Io } from "./io.ts";
import { runJsonVerb } from "./json-result.ts";
import { writeNewFiles } from "./new-files.ts";
import { listTemplates, packageNameOf, projectFiles, styles } from "./templates.ts";
import type { Template } from "./templates.ts";
import type { VerbContext } from "./verb.ts";
import { dependencyOn } from "./version.ts";

const examples = `
On a terminal, init asks for everything that no option sets; --yes uses the defaults.

Examples:
  miniapp init                                       ask for all settings
  miniapp init bank --template tabs --yes            a project in the folder bank
  miniapp init bank --name "Kestrel Bank" --app-id com.kestrel.bank --style sass --yes
  miniapp init --here                                miniapp.json for an existing project`;

export function register(command: Command, context: VerbContext): void {
  command
    .argument("[dir]", "folder of the new project (current folder)")
    .option("-t, --template <name>", "template to start from (blank)")
    .option("-n, --name <text>", "display name of the mini-program")
    .option("--app-id <id>", "id of the app: letters, digits, `.`, `_` and `-`")
    .option("--style <language>", "stylesheet language: wxss, less or sass (wxss)")
    .option("--here", "only add miniapp.json to an existing project")
    .option("-f, --force", "allow a folder that is not empty; overwritten files are listed")
    .option("-y, --yes", "do not ask questions")
    .option("--no-git", "do not create a git repository")
    .option("--json", "do not ask questions, print a single JSON object")
    .addHelpText("after", () => `\nTemplates:\n${templateList()}${examples}`)
    .action((folder: string | undefined, flags: InitFlags) =>
      runJsonVerb(
        context,
        flags.json,
        () => (flags.here ? adoptProject(folder ?? ".", flags, context.io) : create(folder, flags, context.io)),
        (result) => show(result, context.io),
      ),
    );
}

async function create(folder: string | undefined, flags: InitFlags, io: Io): Promise<InitResult> {
  const templates = listTemplates();
  const given = checkFlags(folder, flags, templates);
  // Refuse an unusable folder before asking any questions.
  if (given.folder !== undefined) refuseFullFolder(resolve(io.cwd, given.folder), flags);
  const checkFolder = (path: string) => failureMessage(() => refuseFullFolder(resolve(io.cwd, path), flags));
  const asks = io.interactive && process.stdin.isTTY && !flags.yes && !flags.json;
  const answers = asks ? await (await import("./init-prompts.ts")).promptAnswers(given, templates, checkFolder) : given;
  const directory = resolve(io.cwd, answers.folder ?? ".");
  refuseFullFolder(directory, flags);
  const name = answers.name ?? nameOf(directory);
  const appId = answers.appId ?? `com.example.${packageNameOf(name)}`;
  const template = answers.template ?? "blank";
  const style = answers.style ?? "wxss";
  const dependency = dependencyOn(directory);
  const files = projectFiles({ template, name, appId, style, dependency });
  const { created, overwritten } = await writeNewFiles(directory, files, () => flags.force === true);
  const git = flags.git && makeRepository(directory, io);
  const relativePath = relative(io.cwd, directory);
  const next = [
    ...(relativePath === "" ? [] : [`cd ${quoted(relativePath)}`]),
    "npm install",
    "npx miniapp preview",
    "npm test",
  ];
  return { directory, template, name, appId, style, dependency, created, overwritten, git, next: next.slice(0, 3) };
}

function checkFlags(folder: string | undefined, flags: InitFlags, templates: readonly Template[]): Answers {
  const { template, name, appId, style } = flags;
  const chosen = templates.find((one) => one.name === template);
  if (template !== undefined && !chosen) {
    const names = templates.map((one) => one.name);
    const near = nearest(template, names);
    const hint = near === undefined ? `Templates: ${names.join(", ")}.` : `Did you mean ${near}?`;
    throw new CommandError(exitCodes.usage, `unknown template "${template}"`, hint);
  }
  const known = styles.find((one) => one === style);
  if (style !== undefined && (!known || (chosen && !chosen.styles.includes(known)))) {
    const hint = `Use ${(chosen?.styles ?? styles).join(", ")}.`;
    throw new CommandError(
      exitCodes.usage,
      `unknown --style ${style}${chosen ? ` for the template ${template}` : ""}`,
      hint,
    );
  }
  for (const trouble of [name === undefined ? undefined : checkName(name), appId && checkAppId(appId)]) {
    if (trouble) throw new CommandError(exitCodes.usage, trouble);
  }
  return { folder, template, name, appId, style: known };
}

/** Files that may be in an otherwise empty folder. */
const ignoredEntries = new Set([".git", ".DS_Store", "Thumbs.db"]);

function refuseFullFolder(directory: string, { force }: InitFlags): void {
  let entries: readonly string[];
  try {
    entries = readdirSync(directory).filter((entry) => !ignoredEntries.has(entry));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    if (code !== "ENOTDIR") throw error;
    throw new CommandError(exitCodes.environment, `${directory} is a file`, "Choose a folder that does not exist yet.");
  }
  if (entries.length === 0 || force) return;
  const isProject = entries.includes("project.config.json") || entries.includes("app.json");
  throw new CommandError(
    exitCodes.environment,
    `${directory} is not empty`,
    isProject
      ? "It contains a mini-program; use --here to add only miniapp.json."
      : "Choose another folder, or use --force, which lists every file that it overwrites.",
  );
}

/** The message of the error that `check` throws. */
function failureMessage(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function nameOf(directory: string): string {
  const name = basename(directory);
  return checkName(name) === undefined ? name : "Mini-program";
}

/**
 * Creates a git repository. Returns false inside an existing one, or if git is missing or fails: a project does not
 * need one.
 */
function makeRepository(directory: string, io: Io): boolean {
  const git = (...args: readonly string[]) =>
    spawnSync("git", args, { cwd: directory, env: { ...io.env }, stdio: "ignore", timeout: 20_000 }).status === 0;
  return !git("rev-parse", "--is-inside-work-tree") && git("init", "--quiet");
}

function show({ directory, name, appId, dependency, created, overwritten, git, next }: InitResult, io: Io): void {
  const place = relative(io.cwd, directory) || "this folder";
  for (const path of overwritten) io.out(`overwritten: ${path}\n`);
  if (created.length === 1) io.out(`Created ${created[0]} in ${place}; nothing else was changed.\n`);
  else io.out(`${name} (${appId}): ${created.length} files in ${place}${git ? ", in a new git repository" : ""}\n`);
  if (dependency?.startsWith("file:")) {
    io.out(
      `package.json installs miniapp from ${dependency.slice("file:".length)}; change that before you share the project.\n`,
    );
  }
  io.out(`\nNext:\n${next.map((line) => `  ${line}\n`).join("")}`);
}

/** Quotes a path for POSIX shells if it needs quotes. */
function quoted(path: string): string {
  return /^[\w./@%+:,-]+$/.test(path) && !path.startsWith("-") ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

function templateList(): string {
  return listTemplates()
    .map(({ name, description }) => `  ${name.padEnd(20)} ${description}\n`)
    .join("");
}
