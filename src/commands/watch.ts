/** `--watch`: rebuilds when files change, until interrupted. */
import { watchProject } from "../disk/index.ts";
import type { Builder } from "./builder.ts";
import { exitCodes } from "./io.ts";
import type { ExitCode, Io } from "./io.ts";

/** Milliseconds without events before a build starts, so that files written together are built once. */
const quietMs = 25;

/** @param interrupted resolves when the user wants to stop */
export async function watchBuild(
  builder: Builder,
  build: () => Promise<ExitCode>,
  interrupted: Promise<void>,
  io: Io,
): Promise<ExitCode> {
  const watcher = await watchProject(builder.host, {
    quietMs,
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

/** Milliseconds that a process gets to finish its output after watching. */
const exitDelayMs = 300;

/**
 * Ends the process soon; call it when a verb that watched files is done. If a watcher is closed just as it meets a new
 * file, it may leave a handle open that would keep the process alive. Nothing else is pending then.
 */
export function endSoon(code: ExitCode): void {
  setTimeout(() => process.exit(code), exitDelayMs).unref();
}
