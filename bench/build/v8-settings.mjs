/** The V8 settings of bin/miniapp.js. The benchmark programs that stand in for it import this first. */
import { setFlagsFromString } from "node:v8";

setFlagsFromString("--no-flush-bytecode");
if (Number.parseInt(process.versions.v8, 10) < 12) setFlagsFromString("--interrupt-budget=1000000");
