/** Shows errors over the app. The last good state stays below, and the overlay disappears with the error. */
import type { Problem } from "../protocol.ts";
import { button, el } from "./element.ts";

export interface Overlay {
  /** Shows build errors; an empty list removes them. */
  showProblems(problems: readonly Problem[]): void;
  /** Adds an error of the running app below earlier ones; a new build or start removes all of them. */
  showCrash(crash: Crash): void;
  clearCrash(): void;
  showNotice(text: string, action?: { readonly label: string; run(): void }): void;
  clearNotice(): void;
}

export interface Crash {
  readonly message: string;
  readonly stack: string;
  /** Source lines around the position, with markers. */
  readonly frame?: string;
  readonly position?: { readonly file: string; readonly line: number; readonly column: number };
}

export interface OverlayEvents {
  open(file: string, line: number, column: number): void;
}

/** Later errors usually have the same cause. */
const maxCrashes = 5;
const maxProblems = 20;

export function createOverlay(layer: HTMLElement, events: OverlayEvents): Overlay {
  const errors = el("div", { class: "overlay errors", role: "alert" });
  const crash = el("div", { class: "overlay crash", role: "alert" });
  const notice = el("div", { class: "overlay notice", role: "status" });
  for (const element of [errors, crash, notice]) element.hidden = true;
  layer.append(notice, crash, errors);
  let crashes: Crash[] = [];
  const clearCrash = (): void => {
    crashes = [];
    crash.hidden = true;
  };
  return {
    showProblems(problems) {
      const wrong = problems.filter(({ severity }) => severity === "error");
      errors.hidden = wrong.length === 0;
      const close = button("Hide", "✕", () => (errors.hidden = true), { class: "close" });
      errors.replaceChildren(
        el("h2", {}, wrong.length === 1 ? "The build failed" : `The build failed: ${wrong.length} errors`),
        close,
        ...wrong.slice(0, maxProblems).map((problem) => problemCard(problem, events)),
      );
    },
    showCrash(one) {
      // The first error stays on top, because later ones are often consequences; ignore repeated ones.
      if (crashes.some(({ message, stack }) => message === one.message && stack === one.stack)) return;
      if (crashes.length === maxCrashes) return;
      crashes.push(one);
      crash.hidden = false;
      const close = button("Hide", "✕", clearCrash, { class: "close" });
      const title = crashes.length === 1 ? "The app threw an error" : `The app threw ${crashes.length} errors`;
      crash.replaceChildren(el("h2", {}, title), close, ...crashes.map((each) => crashCard(each, events)));
    },
    clearCrash,
    showNotice(text, action) {
      notice.hidden = false;
      notice.replaceChildren(el("p", {}, text), action ? button(action.label, action.label, () => action.run()) : "");
    },
    clearNotice() {
      notice.hidden = true;
    },
  };
}

function problemCard(problem: Problem, events: OverlayEvents): HTMLElement {
  const { code, message, hint, file, line = 1, column = 1, lines, related = [] } = problem;
  return el(
    "section",
    {},
    el("p", { class: "message" }, message),
    file === undefined ? null : positionButton(file, line, column, events),
    lines === undefined ? null : el("pre", { class: "frame" }, lines),
    ...related.map((other) =>
      el("p", { class: "message" }, other.message, " ", positionButton(other.file, other.line, other.column, events)),
    ),
    hint === "" ? null : el("p", { class: "message" }, hint),
    el("p", { class: "code" }, code),
  );
}

function crashCard({ message, stack, frame, position }: Crash, events: OverlayEvents): HTMLElement {
  return el(
    "section",
    {},
    el("p", { class: "message" }, message),
    position ? positionButton(position.file, position.line, position.column, events) : null,
    frame === undefined ? null : el("pre", { class: "frame" }, frame),
    // A stack of one line only repeats the message.
    !stack.includes("\n")
      ? null
      : el("details", { open: frame === undefined }, el("summary", {}, "Stack"), el("pre", {}, stack)),
  );
}

function positionButton(file: string, line: number, column: number, events: OverlayEvents): HTMLElement {
  const text = `${file}:${line}:${column}`;
  return button(`Open ${text} in the editor`, text, () => events.open(file, line, column), { class: "place" });
}
