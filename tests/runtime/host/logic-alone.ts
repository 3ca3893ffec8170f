/** The Worker's script without `wx`, to measure its size. */
import { createAppRuntime } from "../../../src/runtime/logic/app/index.ts";
import { PageView } from "../../../src/runtime/logic/frame/index.ts";
import { startWorker } from "../../../src/runtime/worker/start.ts";

Object.assign(globalThis, { kept: [createAppRuntime, PageView, startWorker] });
