/** What user code throws: told to the app's `onError`, and to the host with its stack. */
import type { WorkerProblem } from "../../protocol.ts";
import type { ComponentNode } from "../component/node.ts";
import { TemplateError } from "../problem.ts";
import type { AppSide } from "./app-side.ts";

export class Problems {
  readonly #tell: (problem: WorkerProblem) => void;
  readonly #app: AppSide;
  #isTelling = false;

  constructor(app: AppSide, tell: (problem: WorkerProblem) => void) {
    this.#app = app;
    this.#tell = tell;
  }

  /** @param during where it was caught: `onLoad of pages/index/index` */
  report(error: unknown, during: string): void {
    const { message, stack } = describe(error);
    this.#tell({ type: "problem", message, stack, during });
    // What `onError` throws itself is not told to it again.
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      this.#app.notify("error", `${message}\n${stack}`);
    } finally {
      this.#isTelling = false;
    }
  }

  /** A promise that nobody handles. Doing so is the app's business if it listens; the host hears of it anyway. */
  reject(reason: unknown, promise: unknown): void {
    const { message, stack } = describe(reason);
    this.#tell({ type: "problem", message, stack, during: "unhandled rejection" });
    this.#app.notify("unhandledRejection", { reason, promise });
  }
}

/** A template's own error, or one of a component's function. */
export function duringOf(error: unknown, node: ComponentNode | undefined, during: string | undefined): string {
  if (error instanceof TemplateError) return "template";
  const where = node?.definition.id;
  return [during, where].filter((one) => one !== undefined).join(" of ") || "script";
}

function describe(error: unknown): { readonly message: string; readonly stack: string } {
  if (error instanceof Error) {
    const message = error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
    // The stack of the error that an expression threw says more than that of the template's.
    const source = error instanceof TemplateError && error.cause instanceof Error ? error.cause : error;
    return { message, stack: source.stack ?? "" };
  }
  if (typeof error === "object" && error !== null) {
    const { errMsg } = error as { errMsg?: unknown };
    if (typeof errMsg === "string") return { message: errMsg, stack: "" };
  }
  return { message: show(error), stack: "" };
}

function show(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
