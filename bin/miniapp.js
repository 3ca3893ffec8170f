#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";

// A build is over before V8's optimising compiler has paid for itself: it runs on threads that compete with esbuild for
// the processor. A higher budget lets only code optimise that stays hot for long (docs/decisions/start-up.md).
setFlagsFromString("--interrupt-budget=1000000");

const { start } = await import("../dist/cli.js");
await start();
