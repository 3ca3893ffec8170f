/** Our runtime: with logic and view in one thread, and end to end through a Worker. */
/* oxlint-disable unicorn/require-post-message-target-origin, unicorn/prefer-add-event-listener -- no window is meant */
import { startFrame } from "../../src/runtime/view/frame.ts";
import { openPage } from "./page-side.ts";
import type { Package } from "./page-side.ts";

interface Input {
  readonly place: HTMLElement;
  readonly kind: string;
  /** Batches with at least this many items are split: a first part is sent ahead of the rest. */
  readonly partSize?: number;
  readonly app: Package & { readonly view: Record<string, never[]> };
}

const follower = { start() {}, move() {}, end() {} };

/** The view renders into the document's body. The benchmark waits until a batch is applied. */
function startInBody(app: Input["app"], port: MessagePort): void {
  startFrame({
    port,
    files: `${location.origin}/none/`,
    path: "pages/a/a",
    skeleton: (module, index) => app.view[module]?.[index],
    sheets: [],
    follower,
  });
}

/** A port that calls its other end synchronously. */
function directPort(): { readonly port: MessagePort; send(message: unknown): void; onPost: (message: never) => void } {
  const port = {
    onmessage: null as ((event: { data: unknown }) => void) | null,
    postMessage: (m: never) => pair.onPost(m),
  };
  const pair = {
    port: port as unknown as MessagePort,
    send: (message: unknown) => port.onmessage?.({ data: message }),
    onPost: (_message: never): void => {},
  };
  return pair;
}

export async function openOneThread({ kind, app }: Input) {
  const pair = directPort();
  const page = openPage(app, kind);
  pair.onPost = (message) => page.view.receive(message);
  startInBody(app, pair.port);
  page.view.connect({ postMessage: (message) => pair.send(message) });
  page.show();
  await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    apply(set: Record<string, unknown>) {
      const start = performance.now();
      page.setData(set);
      page.view.flush();
      return { all: performance.now() - start };
    },
  };
}

export async function openThroughWorker({ kind, app, partSize }: Input) {
  const worker = new Worker("worker.js");
  const wire = new MessageChannel();
  let framed = 0;
  let operations = 0;
  let applied: (() => void) | undefined;
  const { port1: port } = wire;
  startInBody(app, port);
  const inner = port.onmessage as (event: MessageEvent) => void;
  port.onmessage = (event) => {
    const start = performance.now();
    inner.call(port, event);
    framed += performance.now() - start;
    operations += event.data.operations?.length ?? 0;
    if (event.data.type !== "batch") return;
    applied?.();
  };
  let worked: ((time: number) => void) | undefined;
  worker.onmessage = ({ data }) => worked?.(data.worked ?? 0);
  const first = new Promise<void>((resolve) => (applied = resolve));
  worker.postMessage({ open: { code: app.code, entries: app.entries }, page: kind, partSize }, [wire.port2]);
  await first;
  await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    /** Sends the data to the Worker before the measurement, because an app has its data there already. */
    async prepare(set: Record<string, unknown>) {
      const ready = new Promise((resolve) => (worked = resolve));
      worker.postMessage({ set });
      await ready;
    },
    async apply() {
      framed = 0;
      operations = 0;
      const work = new Promise<number>((resolve) => (worked = resolve));
      const done = new Promise<void>((resolve) => (applied = resolve));
      const start = performance.now();
      worker.postMessage({ go: true });
      await done;
      const all = performance.now() - start;
      return { all, frame: framed, worker: await work, operations };
    },
    /** An empty round trip to the Worker. */
    async echo() {
      const back = new Promise((resolve) => (worked = resolve));
      const start = performance.now();
      worker.postMessage({ echo: 1 });
      await back;
      return performance.now() - start;
    },
    close: () => worker.terminate(),
  };
}
