/**
 * A real page frame, and a Worker that runs scenarios. Connects the two with a port and sends the Worker the document's
 * contents.
 */
/* oxlint-disable unicorn/require-post-message-target-origin, unicorn/prefer-add-event-listener -- no window is meant */
import { startFrame } from "../../../../src/runtime/view/frame.ts";

type Shown =
  | string
  | { readonly tag: string; readonly id: string; readonly classes: string[]; readonly children: Shown[] };

interface Job {
  readonly view: Record<string, never[]>;
  readonly [name: string]: unknown;
}

/** Runs one job in the Worker. Resolves to its answer. */
async function run(job: Job): Promise<unknown> {
  const worker = new Worker("worker.js");
  const wire = new MessageChannel();
  startFrame({
    port: wire.port1,
    files: `${location.origin}/none/`,
    path: "pages/a/a",
    skeleton: (module, index) => job.view[module]?.[index],
    sheets: [],
    follower: { start() {}, move() {}, end() {} },
  });
  const answer = new Promise((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<{ readonly look?: number; readonly result?: unknown }>) => {
      if (data.look === undefined) resolve(data.result);
      else worker.postMessage({ seen: data.look, tree: show(document.body) });
    };
    worker.onerror = ({ message }) => resolve({ failures: [`worker: ${message}`] });
  });
  worker.postMessage(job, [wire.port2]);
  const result = await answer;
  worker.terminate();
  return result;
}

function show(parent: Node): Shown[] {
  const children: Shown[] = [];
  for (const node of parent.childNodes) {
    if (node instanceof Text) {
      const last = children.at(-1);
      if (typeof last === "string") children[children.length - 1] = last + node.data;
      else if (node.data !== "") children.push(node.data);
    } else if (node instanceof Element && node.localName.startsWith("wx-")) {
      const tag = node.localName.slice(3).replace(/--host$/, "");
      children.push({ tag, id: node.id, classes: [...node.classList].sort(), children: show(node) });
    }
  }
  return children;
}

Object.assign(window, { run });
