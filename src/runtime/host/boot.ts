/**
 * The script of `boot.html`: makes the app's Workers, because only a document of the app's origin can. It hands each the
 * port that came for it and has no further part in what they say.
 */
import type { BootProblem, BootWorker, EndWorker, FrameWaits } from "../protocol-windows.ts";

const workers = new Map<number, Worker>();

addEventListener("message", (event: MessageEvent) => {
  if (event.source !== parent) return;
  const message = event.data as BootWorker | EndWorker;
  if (message.type === "miniapp-boot") startWorker(message, event.ports[0]);
  else if (message.type === "miniapp-end") {
    workers.get(message.id)?.terminate();
    workers.delete(message.id);
  }
});
// Only the page that holds this frame can have an answer to it; whoever that is, the policy has let it in.
parent.postMessage({ type: "miniapp-waits", kind: "boot" } satisfies FrameWaits, "*");

function startWorker({ id, script }: BootWorker, port: MessagePort | undefined): void {
  if (!port || workers.has(id)) return;
  const worker = new Worker(script === "worker" ? "worker.js" : "subworker.js");
  workers.set(id, worker);
  worker.addEventListener("error", (event) => {
    const problem: BootProblem = { type: "miniapp-problem", id, message: event.message || "the Worker did not load" };
    parent.postMessage(problem, "*");
  });
  worker.postMessage({}, [port]);
}
