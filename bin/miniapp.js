#!/usr/bin/env node
const { setFlagsFromString } = require("node:v8");

// A build is over before V8's optimising compiler has paid for itself: it runs on threads that compete with esbuild for
// the processor. A higher budget lets only code optimise that stays hot for long (docs/decisions/start-up.md).
// V8 12 and later, of Node.js 22 and 24, have no such flag and would complain on standard error.
if (Number.parseInt(process.versions.v8, 10) < 12) setFlagsFromString("--interrupt-budget=1000000");

// What has been compiled once is to be there at the end, when it is kept for the next run.
setFlagsFromString("--no-flush-bytecode");

require("../dist/cli.cjs").start(require);
