/** Finds the folder of app.json, and says where else to look if there is none. */
import { createDiagnostic } from "./diagnostics/index.ts";
import type { Diagnostic } from "./diagnostics/index.ts";
import type { ProjectConfig } from "./manifest/index.ts";
import { joinPath } from "./source/index.ts";
import type { Host, SourceText } from "./source/index.ts";

type Files = Pick<Host, "read" | "list">;

/** Folder of app.json: `miniprogramRoot` of project.config.json if set, otherwise the usual places. */
export function findApp(host: Files, config: ProjectConfig | undefined): string | undefined {
  const roots = config?.miniprogramRoot ? [config.miniprogramRoot] : ["", "miniprogram", "src"];
  return roots.find((root) => host.read(joinPath(root, "app.json")) !== undefined);
}

/** @param configSource project.config.json */
export function missingApp(
  host: Files,
  config: ProjectConfig | undefined,
  configSource: SourceText | undefined,
): Diagnostic {
  const root = config?.miniprogramRoot;
  const where = root ? `"${root}" (miniprogramRoot)` : "this folder";
  const place = root && configSource ? { source: configSource, span: config.spanOf("/miniprogramRoot") } : undefined;
  return createDiagnostic("graph/missing-app", { where, todo: advice(host, root) }, place);
}

function advice(host: Files, root: string | undefined): string {
  const framework = frameworks.find(({ files }) => files.some((path) => host.read(path) !== undefined));
  if (framework) {
    return `These are sources for ${framework.name}: build them with its compiler, then run the command on its output`;
  }
  const [first, ...others] = foldersWithApp(host);
  if (first !== undefined) {
    const more = others.length === 0 ? "" : ` (also in ${others.map((folder) => `"${folder}"`).join(", ")})`;
    return `Run the command in "${first}", which has an app.json${more}`;
  }
  return root
    ? "If a build tool writes that folder, run it first; otherwise correct `miniprogramRoot`"
    : "Run the command in the mini-program's folder, or set `miniprogramRoot` in project.config.json";
}

/** Frameworks whose sources are not a mini-program, by a file that each of their projects has. */
const frameworks = [
  { name: "WePY", files: ["src/app.wpy", "app.wpy"] },
  { name: "Mpx", files: ["src/app.mpx", "app.mpx"] },
  { name: "Taro", files: ["src/app.config.ts", "src/app.config.js", "src/app.config.tsx"] },
  { name: "uni-app", files: ["src/pages.json", "pages.json"] },
  { name: "Vue (mpvue or uni-app)", files: ["src/App.vue", "App.vue"] },
] as const;

const maxLevels = 4;
const maxFolders = 500;
const maxFound = 3;

/** The nearest folders below the project's that have an app.json. */
function foldersWithApp(host: Files): string[] {
  const found: string[] = [];
  let level = [""];
  let visited = 0;
  for (let depth = 0; depth < maxLevels; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      for (const { name, kind } of host.list(folder) ?? []) {
        if (kind !== "folder" || name.startsWith(".") || name === "node_modules") continue;
        if (++visited > maxFolders || found.length >= maxFound) return found;
        const path = joinPath(folder, name);
        if (host.read(`${path}/app.json`) === undefined) next.push(path);
        else found.push(path);
      }
    }
    level = next;
  }
  return found;
}
