/** `miniapp preview`: runs the mini-program in a phone simulator in the browser, updated at every save. */
import { hash } from "node:crypto";
import { networkInterfaces } from "node:os";
import { resolve } from "node:path";
import type { Command } from "commander";
import { createCompiler, isProject } from "../compiler/index.ts";
import { createDiskHost } from "../disk/index.ts";
import { startPreview } from "../preview/index.ts";
import type { Preview, StartConditions, Starts } from "../preview/index.ts";
import { openFolderOfFiles } from "./built-files.ts";
import { serverCertificate } from "./certificate.ts";
import type { CertificateFlags } from "./certificate.ts";
import { openInBrowser, openInEditor } from "./open-program.ts";
import { openFirstBuildCache } from "./cache.ts";
import { locateCache } from "./cache-location.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { ExitCode, Io } from "./io.ts";
import { loadMocks } from "./mocks.ts";
import { preprocessors } from "./preprocessors.ts";
import { listenForKeys } from "./preview-keys.ts";
import { PreviewReport } from "./preview-report.ts";
import { createStarts } from "./start-conditions.ts";
import type { VerbContext } from "./verb.ts";
import { endSoon } from "./watch.ts";
import { packageVersion } from "./version.ts";
import { withPortError, parsePort } from "./port-option.ts";

interface PreviewFlags extends CertificateFlags {
  readonly port: string;
  readonly strictPort?: boolean;
  readonly host?: string | boolean;
  readonly open?: boolean;
  readonly start?: string;
  readonly page?: string;
  readonly query?: string;
  readonly scene?: string;
  readonly mode?: string;
  readonly mock?: string;
  readonly proxy?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const examples = `
Examples:
  miniapp preview                               preview the mini-program in this folder
  miniapp preview --open                        open it in a browser
  miniapp preview --page pages/pay/pay --query "id=7&from=push"
  miniapp preview --start "paying, from a push"
  miniapp preview --host --https                reachable from phones on the same network
  miniapp preview --mock mocks                  mock responses for wx.request, wx.login and others`;

export function register(command: Command, { io, finish }: VerbContext): void {
  command
    .argument("[dir]", "project folder", ".")
    .option("-p, --port <number>", "port of the simulator; the app uses a second one", "5170")
    .option("--strict-port", "fail if the port is in use, instead of using the next free one")
    .option("--host [name]", "allow other machines to connect, with a token in the address")
    .option("--https", "serve over HTTPS, with a generated certificate unless --https-cert is set")
    .option("--https-cert <file>", "certificate for HTTPS (PEM)")
    .option("--https-key <file>", "private key of the certificate (PEM)")
    .option("--open", "open a browser")
    .option("--start <name>", "saved start conditions to use")
    .option("--page <path>", "page to start with")
    .option("--query <query>", "query of that page, as in a URL")
    .option("--scene <number>", "launch scene (1001)")
    .option("-m, --mode <name>", "environment of miniapp.json whose constants to compile in")
    .option("--mock <dir>", "folder with mock responses for APIs")
    .option("--proxy", "send the app's requests from this machine, for servers without CORS headers")
    .option("--json", "print events as JSON lines only")
    .option("-q, --quiet", "print only errors and the address")
    .addHelpText("after", examples)
    .action(async (folder: string, flags: PreviewFlags) => {
      finish(await runPreview(folder, flags, io));
    });
}

/** Serves until interrupted. */
export async function runPreview(folder: string, flags: PreviewFlags, io: Io): Promise<ExitCode> {
  const begun = performance.now();
  const disk = openProject(resolve(io.cwd, folder));
  const starts = createStarts(disk.root);
  const port = parsePort(flags.port, flags.strictPort);
  const mocks = flags.mock === undefined ? undefined : loadMocks(resolve(io.cwd, flags.mock));
  const addresses = flags.host === undefined ? [] : outsideAddresses(flags.host);
  const certificate = await serverCertificate(flags, addresses, io);
  const meaning = { minify: false, sourceMaps: true, ...(flags.mode === undefined ? {} : { mode: flags.mode }) };
  const place = locateCache(disk.root, meaning, io);
  const cache = openFirstBuildCache(place);
  const report = new PreviewReport(io, { json: flags.json === true, quiet: flags.quiet === true, root: disk.root });
  const starting = startPreview({
    disk,
    compiler: createCompiler(disk, {
      ...meaning,
      version: packageVersion(),
      // Report missing files, but let the developer work on the rest.
      allowMissing: true,
      readPrivateConfig: true,
      // With shared lists of stylesheets, saving one page would affect other pages, and so would files that the first
      // build leaves for later.
      listSheets: true,
      preprocessors,
      cache,
      yieldToEventLoop: () => new Promise((resolve) => setImmediate(resolve)),
      digest: (data) => hash("sha256", data, "base64url"),
    }),
    port,
    hosts: addresses,
    open: flags.host !== undefined,
    ...(certificate ? { certificate } : {}),
    runtime: openFolderOfFiles("runtime"),
    page: openFolderOfFiles("preview"),
    mode: flags.mode ?? "",
    version: packageVersion(),
    start: startConditions(flags, starts),
    starts,
    ...(mocks ? { mocks } : {}),
    proxy: flags.proxy === true,
    ignores: (path) => path.startsWith(`${resolve(disk.root, "dist")}/`) || path.startsWith(`${place.folder}/`),
    openInEditor: (path, line, column) => openInEditor(path, line, column, io.env),
    events: report,
  });
  const preview = await withPortError(starting);
  try {
    if (!isProject(disk, flags.mode)) {
      // No save can fix this: the user must name another folder or mode.
      await preview.start();
      return exitCodes.diagnostics;
    }
    const scheme = certificate ? "https" : "http";
    const { simulator } = preview.ports;
    const token = flags.host === undefined ? "" : `k/${preview.token}`;
    const local = `${scheme}://localhost:${simulator}/${token}`;
    const outside = addresses.map((name) => `${scheme}://${name}:${simulator}/${token}`);
    await report.ready({
      local,
      outside,
      ...(certificate?.fingerprint === undefined ? {} : { fingerprint: certificate.fingerprint }),
      time: performance.now() - begun,
    });
    if (flags.open === true) await openInBrowser(local, io.env).catch((error: unknown) => report.trouble(error));
    // The browser loads the simulator page while the app is built.
    const started = preview.start().then(() => cache.keepSoon());
    await Promise.race([stopped(preview, local, report, io), started.then(() => new Promise<never>(() => {}))]);
  } finally {
    cache.keep();
    await preview.close();
  }
  endSoon(exitCodes.ok);
  return exitCodes.ok;
}

/** Resolves on Ctrl+C, a signal, the key `q`, or when nobody reads the output any more. */
async function stopped(preview: Preview, url: string, report: PreviewReport, io: Io): Promise<void> {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  for (const signal of signals) process.on(signal, end);
  const keys = listenForKeys(io, {
    reload: () => preview.reload("requested in the terminal"),
    rebuild: () => void preview.session.rebuild(),
    open: () => void openInBrowser(url, io.env).catch((error: unknown) => report.trouble(error)),
    help: () => report.help(),
    quit: end,
  });
  await Promise.race([ended, ...(io.closed ? [io.closed] : [])]);
  keys.stop();
  for (const signal of signals) process.off(signal, end);
}

function openProject(folder: string): ReturnType<typeof createDiskHost> {
  try {
    return createDiskHost(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new CommandError(exitCodes.environment, `${folder}: no such folder`);
  }
}

/** Host names and addresses at which other machines may reach this one. */
function outsideAddresses(host: string | boolean): string[] {
  if (typeof host === "string") return [host.toLowerCase()];
  const found = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return found
    .filter(({ internal, scopeid }) => !internal && !scopeid)
    .map(({ address, family }) => (family === "IPv6" ? `[${address}]` : address));
}

function startConditions(flags: PreviewFlags, starts: Starts): StartConditions {
  const saved = flags.start === undefined ? undefined : savedStart(flags.start, starts);
  const { page = "", query = "", scene = String(saved?.scene ?? 1001) } = flags;
  const number = Number(scene);
  if (!Number.isInteger(number) || number < 0)
    throw new CommandError(exitCodes.usage, `--scene ${scene} is not a number`);
  const [path = "", inline = ""] = page.split("?", 2);
  const pairs = new URLSearchParams(`${inline}&${query.replace(/^\?/, "")}`);
  return {
    page: path === "" ? (saved?.page ?? "") : path.replace(/^\/+/, ""),
    query: { ...(path === "" ? saved?.query : {}), ...Object.fromEntries(pairs) },
    scene: number,
  };
}

function savedStart(name: string, starts: Starts): StartConditions {
  const all = starts.list();
  const found = all.find((one) => one.name === name);
  if (found) return found;
  const names = all.map((one) => `"${one.name}"`).join(", ");
  throw new CommandError(
    exitCodes.usage,
    `the project has no saved start conditions named "${name}"`,
    names === "" ? "Save some in the preview: Start ..." : `Saved: ${names}.`,
  );
}
