/** What bin/miniapp.js tells V8 before it loads the compiler; imported first by the programs that stand for it here. */
import { setFlagsFromString } from "node:v8";

setFlagsFromString("--no-flush-bytecode");
if (Number.parseInt(process.versions.v8, 10) < 12) setFlagsFromString("--interrupt-budget=1000000");
