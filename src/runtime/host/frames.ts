/**
 * The frame that every run starts with: it creates the Workers and shows the first page. It loads the runtime's own
 * document, so it can load while the package is still being fetched and verified. The app's own files are requested
 * only after that.
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
  /** Port to the Worker. */
  readonly port: MessagePort;
  /** Contains the pages. */
  readonly pages: HTMLElement;
  /** The frame of the first page, already in the document but not yet assigned. */
  readonly first: PageView;
  /** The port pair between the first page and the Worker, created here so that neither waits for the host. */
  readonly firstPage: { readonly forFrame: MessagePort; readonly forWorker: MessagePort };
  /** Connects the app's Worker, which waits in the frame. Call it only after the package is verified. */
  start(): void;
  close(): void;
}

export interface FramesOptions {
  readonly root: ShadowRoot;
  readonly origin: string;
  /** The app's folder below `/a/` on the origin. */
  readonly id: string;
  problem(message: WorkerProblem): void;
}

/** Creates the frame and adds it to `root`. */
export function openFrames({ root, origin, id, problem }: FramesOptions): RunFrames {
  const base = `${origin}/a/${id}/`;
  const hub = createWindowHub(origin, (message) =>
    problem({ type: "problem", message, stack: "", during: "loading of a frame" }),
  );
  const { port1: port, port2: workerPort } = new MessageChannel();
  const { port1: forFrame, port2: forWorker } = new MessageChannel();
  const first = createPageView({ hub, base, origin, createsWorkers: true });
  const boot = createBoot(hub, first.frame, origin, { problem });
  const pages = make("div", "pages", first.element);
  root.append(pages);
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
      pages.remove();
    },
  };
}
