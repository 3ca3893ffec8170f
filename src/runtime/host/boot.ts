/**
 * The script of `boot.html`, inside it: makes the app's Workers, because only a document of the app's origin can. It hands
 * each the port that came for it and has no further part in what they say.
 *
 * The app's own Worker is made at once. The runtime in it locks itself and waits; it loads nothing of the app before it has
 * its port, and the host gives that away only when the package is verified.
 */
import type { BootProblem, BootWorker, EndWorker, FrameWaits } from "../protocol-windows.ts";

const workers = new Map<number, Worker>();
/** Those that have their port; each gets one. */
const started = new Set<number>();

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
// Only the page that holds this frame can have an answer to it; whoever that is, the policy has let it in.
parent.postMessage({ type: "miniapp-waits", kind: "boot" } satisfies FrameWaits, "*");

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
