/** Starts the developer's browser or editor, without a shell: file names and URLs are passed as arguments. */
import { spawn } from "node:child_process";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Opens a URL in the browser named by `BROWSER`, else the system's default.
 *
 * @throws Error if it cannot be started
 */
export function openInBrowser(url: string, env: Environment): Promise<void> {
  const browser = env["BROWSER"];
  if (browser !== undefined && browser !== "") return start(browser, [url]);
  if (process.platform === "darwin") return start("open", [url]);
  if (process.platform === "win32") return start("rundll32", ["url.dll,FileProtocolHandler", url]);
  return start("xdg-open", [url]);
}

/** Editor program → arguments that open a file at a position. */
const editors: Readonly<Record<string, (path: string, line: number, column: number) => readonly string[]>> = {
  code: (path, line, column) => ["--goto", `${path}:${line}:${column}`],
  codium: (path, line, column) => ["--goto", `${path}:${line}:${column}`],
  cursor: (path, line, column) => ["--goto", `${path}:${line}:${column}`],
  subl: (path, line, column) => [`${path}:${line}:${column}`],
  zed: (path, line, column) => [`${path}:${line}:${column}`],
  webstorm: (path, line, column) => ["--line", String(line), "--column", String(column), path],
  idea: (path, line, column) => ["--line", String(line), "--column", String(column), path],
};

/**
 * Opens a file in the editor named by `MINIAPP_EDITOR`, else VS Code.
 *
 * @param path absolute, so that it cannot be mistaken for an option
 * @throws Error if the editor cannot be started
 */
export async function openInEditor(path: string, line: number, column: number, env: Environment): Promise<void> {
  const program = env["MINIAPP_EDITOR"] || "code";
  const name = program.replace(/^.*[\\/]/, "").replace(/\.(exe|cmd)$/i, "");
  const args = editors[name]?.(path, Math.max(1, line), Math.max(1, column)) ?? [path];
  await start(program, args);
}

function start(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "ignore", detached: true, shell: false });
    child.once("error", (error: NodeJS.ErrnoException) => {
      reject(new Error(error.code === "ENOENT" ? `${program} is not installed` : `${program}: ${error.message}`));
    });
    child.once("spawn", () => {
      child.unref();
      resolve();
    });
  });
}
