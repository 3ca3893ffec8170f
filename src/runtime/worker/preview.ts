/**
 * The Worker of an app under development: like the normal one, but it also applies new builds and answers the
 * inspector.
 */
import { inspect, UpdateHistory, watchDefinitions } from "../logic/preview/index.ts";
import type { AppTable } from "../logic/app/index.ts";
import { takeOver } from "../logic/preview/index.ts";
import type { PreviewToWorker, WorkerToPreview } from "../preview-protocol.ts";
import { createApp } from "./create-app.ts";
import { DefinedModules } from "./defined-modules.ts";
import { LaterPackages } from "./later-packages.ts";
import { startWorker } from "./start.ts";

// A limit on waiting: a page that cannot show anything must not block later updates.
const settleTimeout = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_000));
// Captured before the app can replace it.
const RealError = Error;
const ownScript = /\/a\/[0-9a-f]+\/(p|update)\//;

startWorker((context) => {
  const later = new LaterPackages(context);
  const { worker, frames, runtime, api } = createApp({ ...context, loadPackage: (name) => later.load(name) });
  const modules = new DefinedModules(worker);
  const history = new UpdateHistory(runtime);
  const missing = watchDefinitions(runtime, context.start.app as AppTable);
  const storage = api.wx as Parameters<typeof inspect>[0]["storage"];
  const answer = async (message: PreviewToWorker, load: (url: string) => void): Promise<WorkerToPreview> => {
    if (message.type === "update") {
      if (message.build !== undefined) frames.markUpdate(message.build);
      modules.update(message, () => message.chunks.forEach(load));
      const refused = takeOver(runtime, message, missing);
      if (message.rest && refused === undefined) {
        for (const [path, file] of Object.entries(message.rest)) api.addPackageFile(path, file);
        later.arrive();
      }
      if (refused === undefined) await Promise.race([frames.settled(), settleTimeout()]);
      return { type: "updated", number: message.number, ...(refused === undefined ? {} : { refused }) };
    }
    const { id, request } = message;
    try {
      const value = await inspect({ runtime, history, storage }, request);
      // After a restore, the preview may inspect the state as soon as it has this answer, so wait until the pages show
      // it.
      if (request.what === "restore") await Promise.race([frames.settled(), settleTimeout()]);
      return { type: "inspected", id, value };
    } catch (error) {
      return { type: "inspected", id, error: error instanceof Error ? error.message : String(error) };
    }
  };
  return {
    ...worker,
    define: (name, table, esm) => modules.define(name, table, esm),
    previewed(message, load) {
      void answer(message, load)
        .catch((error: unknown): WorkerToPreview => {
          runtime.report(error, "update");
          const reason = error instanceof Error ? error.message : String(error);
          return message.type === "update"
            ? { type: "updated", number: message.number, refused: reason }
            : { type: "inspected", id: message.id, error: reason };
        })
        .then((reply) => context.host.send(reply));
    },
  };
}, callerOf);

/**
 * Finds the topmost stack line in the app's own code, that is in a package or update script rather than in this one.
 */
function callerOf(): { readonly at?: string } {
  const { stack } = new RealError();
  const at = typeof stack === "string" ? stack.split("\n").find((line) => ownScript.test(line)) : undefined;
  return at === undefined ? {} : { at };
}
