/** `--watch`: builds again when files change, until interrupted. */
import { watchProject } from "../disk/index.ts";
import type { Builder } from "./builder.ts";
import { exitCodes } from "./io.ts";
import type { ExitCode, Io } from "./io.ts";

/** Milliseconds without a further event before a build starts: what a tool writes in one go is built once. */
const quietTime = 25;

/** @param interrupted resolves when the user wants to stop */
export async function watchBuild(
  builder: Builder,
  build: () => Promise<ExitCode>,
  interrupted: Promise<void>,
  io: Io,
): Promise<ExitCode> {
  const watcher = await watchProject(builder.host, {
    quietTime,
    ignores: (path) => builder.isOutput(path),
    async changed({ paths, structure, packages }) {
      builder.changed(paths, structure);
      if (packages) builder.packagesChanged();
      await build();
    },
    failed: (error) => io.err(`miniapp: ${error instanceof Error ? error.message : String(error)}\n`),
  });
  const started = await Promise.race([watcher.ready.then(() => true), interrupted.then(() => false)]);
  if (started) io.err("Watching for changes; press Ctrl+C to stop.\n");
  await interrupted;
  await watcher.close();
  endSoon(exitCodes.interrupted);
  return exitCodes.interrupted;
}

/** Milliseconds that a process which has watched files has for its last words. */
const lastWords = 300;

/**
 * To be called when a verb that has watched files is done. A watcher that is closed just while it meets a new file may
 * leave a handle open, which would keep the process for ever; nothing else is waited for.
 */
export function endSoon(code: ExitCode): void {
  setTimeout(() => process.exit(code), lastWords).unref();
}
