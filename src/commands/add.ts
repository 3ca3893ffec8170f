/** `miniapp add`: creates a page, component, subpackage or behavior, and registers it in the manifest. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { nearest } from "../compiler/diagnostics/suggest.ts";
import { behaviorFiles, componentFiles, pageFiles } from "./add-files.ts";
import { readShape } from "./add-shape.ts";
import type { ProjectShape } from "./add-shape.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { Io } from "./io.ts";
import { addToJson, isInJson, JsonEditError } from "./json-edit.ts";
import { runJsonVerb } from "./json-result.ts";
import { writeNewFiles } from "./new-files.ts";
import type { VerbContext } from "./verb.ts";

const kinds = ["page", "component", "subpackage", "behavior"] as const;
type Kind = (typeof kinds)[number];

interface AddFlags {
  readonly dir: string;
  readonly subpackage?: string;
  readonly usedBy?: string;
  readonly independent?: boolean;
  readonly json?: boolean;
}

/** The `--json` output: schemas/add-result.schema.json. Paths are relative to the project's folder. */
interface AddResult {
  readonly kind: Kind;
  readonly name: string;
  readonly created: readonly string[];
  readonly edited: readonly string[];
}

/** New files, and edits of manifests. */
interface Plan {
  readonly files: ReadonlyMap<string, string>;
  readonly edits: readonly Edit[];
}

interface Edit {
  readonly path: string;
  change(text: string): string;
}

const examples = `
A name is a path relative to the folder of app.json; a bare name stands for the usual location:
  page NAME         pages/NAME/NAME, listed in app.json
  component NAME    components/NAME/NAME, in usingComponents of app.json
  subpackage NAME   packages/NAME with one page
  behavior NAME     behaviors/NAME

Examples:
  miniapp add page transfers
  miniapp add page receipt --subpackage packages/payments
  miniapp add component amount --used-by pages/index/index
  miniapp add subpackage payments --independent
  miniapp add behavior session`;

export function register(command: Command, context: VerbContext): void {
  command
    .argument("<kind>", "page, component, subpackage or behavior")
    .argument("<name>", "name, or path relative to the folder of app.json")
    .option("--dir <dir>", "project folder", ".")
    .option("--subpackage <root>", "page: subpackage to add it to")
    .option("--used-by <path>", "component: page or component to register it in, instead of app.json")
    .option("--independent", "subpackage: can run without the main package")
    .option("--json", "print a single JSON object")
    .addHelpText("after", examples)
    .action((kind: string, name: string, flags: AddFlags) =>
      runJsonVerb(
        context,
        flags.json,
        () => add(kind, name, flags, context.io),
        ({ created, edited }) => {
          for (const path of created) context.io.out(`new:     ${path}\n`);
          for (const path of edited) context.io.out(`changed: ${path}\n`);
        },
      ),
    );
}

async function add(given: string, name: string, flags: AddFlags, io: Io): Promise<AddResult> {
  const kind = kinds.find((one) => one === given);
  if (!kind) {
    const near = nearest(given, kinds);
    const hint = near === undefined ? `Use ${kinds.join(", ")}.` : `Did you mean ${near}?`;
    throw new CommandError(exitCodes.usage, `unknown kind: add ${given}`, hint);
  }
  const path = checkedName(name);
  const shape = readShape(resolve(io.cwd, flags.dir));
  const plan = planOf(kind, path, shape, flags);
  const edits = new Map(plan.edits.map((edit) => [edit.path, changed(shape.directory, edit)] as const));
  const made = [...plan.files].map(([file, text]) => [shape.root + file, Buffer.from(text)] as const);
  // Manifests last: once they are written, the app refers to the new files.
  const { created, overwritten } = await writeNewFiles(shape.directory, new Map([...made, ...edits]), (file) =>
    edits.has(file),
  );
  if (created.length === 0 && overwritten.length === 0) {
    throw new CommandError(exitCodes.environment, `the ${kind} ${path} already exists`, "Nothing was changed.");
  }
  return { kind, name: path, created, edited: overwritten };
}

function planOf(kind: Kind, name: string, shape: ProjectShape, flags: AddFlags): Plan {
  switch (kind) {
    case "page":
      return planPage(name, shape, flags);
    case "component":
      return planComponent(name, shape, flags);
    case "subpackage":
      return planSubpackage(name, shape, flags);
    case "behavior":
      return { files: behaviorFiles(name.includes("/") ? name : `behaviors/${name}`, shape), edits: [] };
    default:
      return kind satisfies never;
  }
}

function planPage(name: string, shape: ProjectShape, flags: AddFlags): Plan {
  const root = flags.subpackage?.replace(/^\/+|\/+$/g, "");
  const inside = root ? `${root}/` : "";
  const bare = name.includes("/") ? name : `pages/${name}/${name}`;
  const page = bare.startsWith(inside) ? bare : inside + bare;
  const subpackage = shape.subpackages.find((one) =>
    root === undefined ? page.startsWith(`${one.root}/`) : one.root === root,
  );
  if (root !== undefined && !subpackage) {
    const hint = `Subpackages: ${shape.subpackages.map((one) => one.root).join(", ") || "none yet"}.`;
    throw new CommandError(exitCodes.environment, `app.json has no subpackage ${root}`, hint);
  }
  const place = subpackage ? `${subpackage.pointer}/pages` : "/pages";
  const listed = subpackage ? page.slice(subpackage.root.length + 1) : page;
  const known = (subpackage ?? shape).pages.includes(listed);
  const edits = known ? [] : [edit(shape.appJson, (text) => addToJson(text, place, "", listed))];
  return { files: pageFiles(page, shape), edits };
}

function planComponent(name: string, shape: ProjectShape, flags: AddFlags): Plan {
  const path = name.includes("/") ? name : `components/${name}/${name}`;
  const tag = path.slice(path.lastIndexOf("/") + 1);
  const user = flags.usedBy?.replace(/^\/+|\.json$/g, "");
  const manifest = user === undefined ? shape.appJson : `${shape.root}${user}.json`;
  const change = (text: string) =>
    isInJson(text, "/usingComponents")
      ? addToJson(text, "/usingComponents", tag, `/${path}`)
      : addToJson(text, "", "usingComponents", { [tag]: `/${path}` });
  return { files: componentFiles(path, shape), edits: [edit(manifest, change)] };
}

function planSubpackage(name: string, shape: ProjectShape, { independent }: AddFlags): Plan {
  const root = name.includes("/") ? name : `packages/${name}`;
  if (shape.subpackages.some((one) => one.root === root)) {
    throw new CommandError(exitCodes.environment, `app.json already has a subpackage ${root}`);
  }
  const short = root.slice(root.lastIndexOf("/") + 1);
  const page = "pages/index/index";
  const entry = { root, name: short, ...(independent ? { independent } : {}), pages: [page] };
  const change = (text: string) => {
    const key = isInJson(text, "/subPackages") ? "subPackages" : "subpackages";
    return isInJson(text, `/${key}`) ? addToJson(text, `/${key}`, "", entry) : addToJson(text, "", key, [entry]);
  };
  return { files: pageFiles(`${root}/${page}`, shape), edits: [edit(shape.appJson, change)] };
}

function edit(path: string, change: (text: string) => string): Edit {
  return { path, change };
}

/**
 * Computes the new text of a manifest before anything is written, so that a manifest that cannot be edited leaves no
 * files behind.
 */
function changed(directory: string, { path, change }: Edit): Uint8Array {
  try {
    return Buffer.from(change(readFileSync(join(directory, path), "utf8")));
  } catch (error) {
    if (error instanceof JsonEditError) throw new CommandError(exitCodes.environment, `${path}: ${error.message}`);
    throw error;
  }
}

function checkedName(name: string): string {
  const path = name.replace(/^\/+|\/+$/g, "").replace(/\.(?:wxml|ts|js|json)$/, "");
  const fine = path.length <= 200 && path.split("/").every((part) => /^[A-Za-z][A-Za-z0-9_-]*$/.test(part));
  if (fine) return path;
  const hint = "Use letters, digits, `_` and `-`, starting with a letter; separate folders with `/`.";
  throw new CommandError(exitCodes.usage, `${JSON.stringify(name)} is not a valid name`, hint);
}
