/**
 * The Worker's side of browser.test.ts: runs scenarios and random updates, whose page is displayed by a real frame at
 * the other end of a port. Compares the document with the composed tree after each step.
 */
/* oxlint-disable unicorn/require-post-message-target-origin, unicorn/prefer-add-event-listener -- no window is meant */
import { PageView } from "../../../../src/runtime/logic/frame/index.ts";
import type { ComponentNode } from "../../../../src/runtime/logic/index.ts";
import { createRandomUpdates } from "./random-updates.ts";
import { components, drive } from "../../../conformance/components/lib/kit.mjs";
import { openSession } from "../../../conformance/components/session.ts";
import type { SessionInput } from "../../../conformance/components/session.ts";
import { expectedTree } from "../expected-tree.ts";
import type { FrameTree } from "../reference-nodes.ts";

interface Wire {
  postMessage(message: unknown): void;
  onmessage: ((event: { readonly data: never; readonly ports: readonly Wire[] }) => void) | null;
}

interface Job extends Pick<SessionInput, "code" | "entries"> {
  readonly scenario?: { readonly files: Readonly<Record<string, string>> };
  readonly random?: { readonly data: Readonly<Record<string, unknown>>; readonly seed: number; readonly count: number };
}

const self = globalThis as unknown as Wire;
let looks = 0;
const waiting = new Map<number, (tree: unknown) => void>();

self.onmessage = ({ data, ports }: { data: unknown; ports: readonly Wire[] }) => {
  const { seen, tree } = data as { seen?: number; tree?: unknown };
  if (seen !== undefined) {
    waiting.get(seen)?.(tree);
    waiting.delete(seen);
    return;
  }
  void runJob(data as Job, ports[0] as Wire).then((result) => self.postMessage({ result }));
};

function look(): Promise<unknown> {
  const number = ++looks;
  self.postMessage({ look: number });
  return new Promise((resolve) => waiting.set(number, resolve));
}

async function runJob(job: Job, port: Wire): Promise<{ readonly failures: string[]; readonly checks: number }> {
  const failures: string[] = [];
  let checks = 0;
  const view = new PageView({
    // Small enough that even the small batches of random trees are sent in parts.
    partSize: 30,
    many: 2,
    owner: { event() {}, act: () => Promise.resolve(undefined) },
    sheets: [],
    report: (error) => failures.push(String(error)),
    schedule: (task) => queueMicrotask(task),
  });
  port.onmessage = ({ data }) => view.receive(data);
  view.connect(port);
  let root: ComponentNode | undefined;
  const check = async (expected = root): Promise<void> => {
    if (!expected || failures.length > 0) return;
    await new Promise<void>((resolve) => view.whenShown(resolve));
    const wanted = JSON.stringify(merge(expectedTree(expected)));
    const tree = JSON.stringify(await look());
    checks++;
    if (tree !== wanted) failures.push(`check ${checks}\n  shown: ${tree}\n  meant: ${wanted}`);
  };
  const open = (input: Omit<SessionInput, "code" | "entries">, isShown: boolean) =>
    openSession({
      code: job.code,
      entries: job.entries,
      ...input,
      watch: {
        created(node) {
          root = node;
          if (isShown) view.attach(node);
        },
        beforeTree() {},
      },
    });
  try {
    if (job.scenario) await runScenario(job.scenario, open, check);
    else if (job.random) await runRandom(job.random, open, check);
  } catch (error) {
    failures.push(error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error));
  }
  return { failures, checks };

  async function runScenario(scenario: NonNullable<Job["scenario"]>, start: typeof open, compare: typeof check) {
    const order = components(scenario.files).map(({ path }) => path);
    await drive(scenario, ({ root: id, properties, scope, onError }) => {
      const { log, ev, show } = scope;
      const session = start({ root: id, order, properties, scope: { log, ev, show }, onError }, true);
      return { ...session, settle: () => compare() };
    });
  }

  async function runRandom(
    { data, seed, count }: NonNullable<Job["random"]>,
    start: typeof open,
    compare: typeof check,
  ) {
    const input = (initial: unknown) => ({
      root: "root",
      order: [],
      properties: {},
      scope: { data: initial },
      onError: (error: unknown) => failures.push(String(error)),
    });
    const page = start(input(structuredClone(data)), true);
    page.create();
    page.attach();
    await compare();
    const next = createRandomUpdates(seed);
    for (let i = 0; i < count && failures.length === 0; i++) {
      page.setData(page.root(), next());
      const fresh = start(input(structuredClone(page.data(page.root()))), false);
      fresh.create();
      fresh.attach();
      await compare(root);
    }
  }
}

type Plain = string | { tag: string; id: string; classes: readonly string[]; children: Plain[] };

/** Normalizes as documents do: merges adjacent texts, lowercases element names. */
function merge(nodes: readonly (FrameTree | string)[]): Plain[] {
  const out: Plain[] = [];
  for (const node of nodes) {
    const last = out.at(-1);
    if (typeof node !== "string") {
      const { tag, id, classes, children } = node;
      out.push({ tag: tag.toLowerCase(), id, classes, children: merge(children) });
    } else if (typeof last === "string") out[out.length - 1] = last + node;
    else out.push(node);
  }
  return out;
}
