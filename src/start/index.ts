/** Starts the program: its files are CommonJS, so that V8 can be handed the bytecode of an earlier run with each of them. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBytecode } from "./bytecode.ts";
import { createLoader } from "./load.ts";

/**
 * Runs the program on the process's own arguments and sets its exit code.
 *
 * @param requirePackage finds what is no file of the program
 */
export async function start(requirePackage: (specifier: string) => unknown): Promise<void> {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const bytecode = openBytecode(folder, process.argv[2] ?? "", process.env);
  const load = createLoader(folder, bytecode, requirePackage);
  const program = load(join(folder, "program.cjs")) as { start(): Promise<void> };
  await program.start();
  if ((process.exitCode ?? 0) !== 0 || !bytecode) return;
  // The work is done: a signal from here on is no reason to say otherwise.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
  bytecode.keep();
  // A verb has awaited all that it began. Once its output is with whoever reads it, V8 need not take its heap apart.
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))));
  process.exit();
}
