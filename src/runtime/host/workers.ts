/**
 * The host's view of the app's Workers. The first page's frame, a document of the app's origin, creates them and gives
 * each a port.
 */
import type { FromHost } from "../protocol.ts";
import type { BootProblem, BootWorker, EndWorker, FrameWaits } from "../protocol-windows.ts";
import { ServiceError } from "../services/index.ts";
import type { RunListeners } from "./run.ts";
import { messageDelayMs } from "./windows.ts";
import type { WindowHub } from "./windows.ts";

export interface Boot {
  start(script: BootWorker["script"], id: number, port: MessagePort): void;
  end(id: number): void;
}

/** @param frame the first page's; see `PageViewOptions.createsWorkers` */
export function createBoot(
  hub: WindowHub,
  frame: HTMLIFrameElement,
  origin: string,
  listeners: Pick<RunListeners, "problem">,
): Boot {
  const report = (message: string): void =>
    listeners.problem({ type: "problem", message, stack: "", during: "the Worker" });
  let isReady = false;
  const waiting: (() => void)[] = [];
  const send = (message: BootWorker | EndWorker, ports: MessagePort[] = []): void => {
    const post = (): void => frame.contentWindow?.postMessage(message, origin, ports);
    if (isReady) post();
    else waiting.push(post);
  };
  hub.listen(frame, (data) => {
    const message = data as Partial<FrameWaits> | BootProblem;
    if (message.type === "miniapp-problem") report(String((message as BootProblem).message));
    else if (message.type === "miniapp-waits" && message.kind === "boot" && !isReady) {
      isReady = true;
      for (const post of waiting.splice(0)) post();
    } else if (message.type === "miniapp-waits" && !isReady) {
      // The script that creates Workers comes first in the document. Report late enough that the host listens.
      setTimeout(() => report(otherVersion(origin)), messageDelayMs);
    }
  });
  return {
    start: (script, id, port) => send({ type: "miniapp-boot", script, id }, [port]),
    end: (id) => send({ type: "miniapp-end", id }),
  };
}

function otherVersion(origin: string): string {
  return `${origin} has the runtime of another version: update it together with host.js, and open the page again`;
}

/** WeChat allows one extra Worker; this allows a few, but not without limit. */
const maxWorkers = 4;

/** The services `worker.start` and `worker.end`. */
export function workerHandlers(boot: Boot, send: (message: FromHost, transfer: Transferable[]) => void) {
  const running = new Set<number>();
  return {
    "worker.start"({ id }: { readonly id: number }): void {
      if (!Number.isSafeInteger(id) || id < 1 || running.has(id))
        throw new ServiceError("the Worker's number is in use");
      if (running.size >= maxWorkers) throw new ServiceError("too many Workers");
      running.add(id);
      const { port1, port2 } = new MessageChannel();
      boot.start("subworker", id, port1);
      send({ type: "worker", id }, [port2]);
    },
    "worker.end"({ id }: { readonly id: number }): void {
      if (running.delete(id)) boot.end(id);
    },
  };
}
