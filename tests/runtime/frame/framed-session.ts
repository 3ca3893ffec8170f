/** A session whose page is displayed by a reference frame. Compares the two each time the page's tree is printed. */
import { expect } from "vitest";
import { PageView } from "../../../src/runtime/logic/frame/index.ts";
import type { ComponentNode } from "../../../src/runtime/logic/index.ts";
import type { FromFrame, ToFrame } from "../../../src/runtime/protocol.ts";
import { openSession } from "../../conformance/components/session.ts";
import type { SessionInput } from "../../conformance/components/session.ts";
import type { BuiltPackage } from "../app.ts";
import { expectedTree } from "./expected-tree.ts";
import { ReferenceFrame } from "./reference-frame.ts";

export interface FramedSession {
  readonly session: ReturnType<typeof openSession>;
  readonly frame: ReferenceFrame;
  readonly view: PageView;
  readonly messages: ToFrame[];
  /** The page's node; available after `create`. */
  root(): ComponentNode;
  /** Differences found so far. */
  readonly failures: unknown[];
  /** Whether the frame reports that it applied a batch. */
  readonly answers: { on: boolean };
  /** Sends all changes and compares. */
  check(): void;
  receive(message: FromFrame): void;
}

export function openFramed(
  { code, entries, view: templates }: BuiltPackage,
  input: Partial<Pick<SessionInput, "properties" | "scope" | "onError" | "root" | "order">> = {},
): FramedSession {
  const frame = new ReferenceFrame(templates);
  const messages: ToFrame[] = [];
  const failures: unknown[] = [];
  const answers = { on: true };
  const view = new PageView({
    owner: { event() {}, act: () => Promise.resolve(undefined) },
    sheets: ["_miniapp/style/app.css"],
    report: rethrow,
    schedule: (task) => queueMicrotask(task),
    // Small enough that even the small batches of random trees are sent in parts.
    partSize: 50,
    // From the second block of a template on, components' trees are created with it.
    many: 2,
  });
  view.connect({
    postMessage(message) {
      // Fails for functions, as a port does.
      structuredClone(message);
      messages.push(message);
      try {
        frame.receive(message);
      } catch (error) {
        failures.push(error);
      }
      if (message.type === "batch" && answers.on) view.receive({ type: "applied", batch: message.number });
    },
  });
  let page: ComponentNode | undefined;
  const check = (): void => {
    try {
      view.flush();
      if (page) expect(frame.tree()).toEqual(expectedTree(page));
    } catch (error) {
      failures.push(error);
    }
  };
  const session = openSession({
    code,
    entries,
    root: "root",
    order: [],
    properties: {},
    scope: {},
    onError: rethrow,
    ...input,
    watch: {
      created(root) {
        page = root;
        view.attach(root);
      },
      beforeTree: check,
    },
  });
  return {
    session,
    frame,
    view,
    messages,
    failures,
    answers,
    root: () => page as ComponentNode,
    check,
    receive: (message) => view.receive(message),
  };
}

function rethrow(error: unknown): never {
  throw error;
}
