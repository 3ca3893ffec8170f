/**
 * Starts `rooms` the way the CLI starts: with the bytecode cache of an earlier run, but no other state of that run.
 *
 *     node room-start.mjs templates|styles LIST OUT      (bundled by run.mjs first)
 */
import "./v8-settings.mjs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBytecode } from "../../src/start/bytecode.ts";
import { createLoader } from "../../src/start/load.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const bytecode = openBytecode(folder, process.argv[2] ?? "", process.env);
createLoader(folder, bytecode, createRequire(import.meta.url))(join(folder, "rooms.cjs"));
bytecode?.save();
