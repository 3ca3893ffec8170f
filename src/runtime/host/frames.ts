/**
 * The frames that every run begins with: one that makes its Workers, one for its first page. Both hold the runtime's own
 * documents, so that where an app's files are served they load while the package is fetched and verified; what is the
 * app's is asked for after that.
 */
import type { WorkerProblem } from "../protocol.ts";
import { make } from "./element.ts";
import { createPageView } from "./page-view.ts";
import type { PageView } from "./page-view.ts";
import { createWindowHub } from "./windows.ts";
import type { WindowHub } from "./windows.ts";
import { createBoot } from "./workers.ts";
import type { Boot } from "./workers.ts";

export interface RunFrames {
  readonly hub: WindowHub;
  readonly boot: Boot;
  /** To the Worker. */
  readonly port: MessagePort;
  /** Holds the pages. */
  readonly pages: HTMLElement;
  /** In it, nobody's yet. */
  readonly first: PageView;
  /** Between the first page and the Worker, so that neither has to wait until the host has heard of that page. */
  readonly firstPage: { readonly forFrame: MessagePort; readonly forWorker: MessagePort };
  /** Connects the app's Worker, which waits in the boot frame. Not before the package is verified. */
  start(): void;
  close(): void;
}

export interface FramesOptions {
  readonly root: ShadowRoot;
  readonly origin: string;
  /** Below `/a/` of the origin. */
  readonly id: string;
  problem(message: WorkerProblem): void;
}

export function openFrames({ root, origin, id, problem }: FramesOptions): RunFrames {
  const base = `${origin}/a/${id}/`;
  const hub = createWindowHub(origin);
  const { port1: port, port2: workerPort } = new MessageChannel();
  const { port1: forFrame, port2: forWorker } = new MessageChannel();
  const boot = createBoot(hub, `${base}boot.html`, origin, { problem });
  const first = createPageView({ hub, base, origin });
  const pages = make("div", "pages", first.element);
  root.append(boot.frame, pages);
  return {
    hub,
    boot,
    port,
    pages,
    first,
    firstPage: { forFrame, forWorker },
    start: () => boot.start("worker", 0, workerPort),
    close() {
      hub.close();
      port.close();
      forFrame.close();
      boot.frame.remove();
      pages.remove();
    },
  };
}
