/**
 * The script inside `page.html` that creates the app's Workers, because only a document of the app's origin can, passes
 * each Worker its port, and takes no part in their messages. It runs in one frame, that of the first page: a document of
 * its own would delay that page by the time that a browser needs for one (docs/decisions/first-text.md).
 *
 * It creates the app's main Worker at once, before the page's own script has loaded. The runtime in that Worker locks its globals and waits: it loads none of
 * the app's code before it gets its port, and the host sends the port only after it has verified the package.
 */
import { bootName } from "../protocol-windows.ts";
import type { BootProblem, BootWorker, EndWorker, FrameWaits } from "../protocol-windows.ts";

const workers = new Map<number, Worker>();
/** Ids of the Workers that have got their port; each gets only one. */
const started = new Set<number>();

if (window.name === bootName) boot();

function boot(): void {
  makeWorker(0, "worker.js");
  addEventListener("message", (event: MessageEvent) => {
    if (event.source !== parent) return;
    const message = event.data as BootWorker | EndWorker;
    if (message.type === "miniapp-boot") startWorker(message, event.ports[0]);
    else if (message.type === "miniapp-end") {
      workers.get(message.id)?.terminate();
      workers.delete(message.id);
      started.delete(message.id);
    }
  });
  // The host page's origin is unknown here, so the target is "*". The page's policy decides which pages may embed this
  // frame.
  parent.postMessage({ type: "miniapp-waits", kind: "boot" } satisfies FrameWaits, "*");
}

function startWorker({ id, script }: BootWorker, port: MessagePort | undefined): void {
  if (!port || started.has(id)) return;
  started.add(id);
  const worker = workers.get(id) ?? makeWorker(id, script === "worker" ? "worker.js" : "subworker.js");
  worker.postMessage({}, [port]);
}

function makeWorker(id: number, url: string): Worker {
  const worker = new Worker(url);
  workers.set(id, worker);
  worker.addEventListener("error", (event) => {
    const problem: BootProblem = { type: "miniapp-problem", id, message: event.message || "the Worker did not load" };
    parent.postMessage(problem, "*");
  });
  return worker;
}
