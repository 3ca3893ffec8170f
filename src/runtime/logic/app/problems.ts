/** Errors in user code: passed to the app's `onError`, and to the host with the stack trace. */
import type { WorkerProblem } from "../../protocol.ts";
import type { ComponentNode } from "../component/node.ts";
import { TemplateError } from "../problem.ts";
import type { AppSide } from "./app-side.ts";

/** Reports errors in user code to the host and the app. */
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
    // Do not call `onError` for an error that `onError` itself throws.
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      this.#app.notify("error", `${message}\n${stack}`);
    } finally {
      this.#isTelling = false;
    }
  }

  /** Reports an unhandled promise rejection, to the host and to the app's listeners. */
  reject(reason: unknown, promise: unknown): void {
    const { message, stack } = describe(reason);
    this.#tell({ type: "problem", message, stack, during: "unhandled rejection" });
    this.#app.notify("unhandledRejection", { reason, promise });
  }
}

/** Where an error happened: in a template, or in a function of a component. */
export function duringOf(error: unknown, node: ComponentNode | undefined, during: string | undefined): string {
  if (error instanceof TemplateError) return "template";
  const where = node?.definition.id;
  return [during, where].filter((one) => one !== undefined).join(" of ") || "script";
}

function describe(error: unknown): { readonly message: string; readonly stack: string } {
  if (error instanceof Error) {
    const message = error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
    // The error that an expression threw has a more useful stack trace than the TemplateError around it.
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
