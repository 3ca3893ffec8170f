/** Starts the program. Its files are CommonJS, so that V8 can load each with the bytecode of an earlier run. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBytecode } from "./bytecode.ts";
import { createLoader } from "./load.ts";

/**
 * Runs the program with the process's arguments and sets its exit code.
 * @param requirePackage loads everything that is not a file of the program
 */
export async function start(requirePackage: (specifier: string) => unknown): Promise<void> {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const bytecode = openBytecode(folder, process.argv[2] ?? "", process.env);
  const load = createLoader(folder, bytecode, requirePackage);
  const program = load(join(folder, "program.cjs")) as { start(): Promise<void> };
  await program.start();
  if ((process.exitCode ?? 0) !== 0 || !bytecode) return;
  // The work is done, so ignore signals from here on: they must not change the exit code.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
  bytecode.save();
  // A verb awaits everything it starts. Once the output is flushed, exit directly, so that V8 does not spend time
  // freeing its heap.
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))));
  process.exit();
}
