/** Errors over the app: the last good state stays below, and the overlay goes when the error goes. */
import type { Problem } from "../protocol.ts";
import { button, el } from "./element.ts";

export interface Overlay {
  /** Build errors; none takes them away. */
  showProblems(problems: readonly Problem[]): void;
  /** An error of the running app; a new build or start takes it away. */
  showCrash(crash: Crash): void;
  clearCrash(): void;
  showNotice(text: string, action?: { readonly label: string; run(): void }): void;
  clearNotice(): void;
}

export interface Crash {
  readonly message: string;
  readonly stack: string;
  /** Lines of source around the place, with marks. */
  readonly frame?: string;
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
}

export interface OverlayEvents {
  open(file: string, line: number, column: number): void;
}

export function createOverlay(layer: HTMLElement, events: OverlayEvents): Overlay {
  const errors = el("div", { class: "overlay errors", role: "alert" });
  const crash = el("div", { class: "overlay crash", role: "alert" });
  const notice = el("div", { class: "overlay notice", role: "status" });
  for (const element of [errors, crash, notice]) element.hidden = true;
  layer.append(notice, crash, errors);
  return {
    showProblems(problems) {
      const wrong = problems.filter(({ severity }) => severity === "error");
      errors.hidden = wrong.length === 0;
      const close = button("Hide", "✕", () => (errors.hidden = true), { class: "close" });
      errors.replaceChildren(
        el("h2", {}, wrong.length === 1 ? "The build failed" : `The build failed: ${wrong.length} errors`),
        close,
        ...wrong.slice(0, 20).map((problem) => card(problem, events)),
      );
    },
    showCrash({ message, stack, frame, place }) {
      crash.hidden = false;
      const close = button("Hide", "✕", () => (crash.hidden = true), { class: "close" });
      crash.replaceChildren(
        el("h2", {}, "The app threw an error"),
        close,
        el("p", { class: "message" }, message),
        place ? placeButton(place.file, place.line, place.column, events) : "",
        frame === undefined ? "" : el("pre", { class: "frame" }, frame),
        stack === ""
          ? ""
          : el("details", { open: frame === undefined }, el("summary", {}, "Stack"), el("pre", {}, stack)),
      );
    },
    clearCrash() {
      crash.hidden = true;
    },
    showNotice(text, action) {
      notice.hidden = false;
      notice.replaceChildren(el("p", {}, text), action ? button(action.label, action.label, () => action.run()) : "");
    },
    clearNotice() {
      notice.hidden = true;
    },
  };
}

function card({ code, message, hint, file, line = 1, column = 1, frame }: Problem, events: OverlayEvents): HTMLElement {
  return el(
    "section",
    {},
    el("p", { class: "message" }, message),
    file === undefined ? null : placeButton(file, line, column, events),
    frame === undefined ? null : el("pre", {}, frame),
    hint === "" || frame !== undefined ? null : el("p", { class: "hint" }, hint),
    el("p", { class: "code" }, code),
  );
}

function placeButton(file: string, line: number, column: number, events: OverlayEvents): HTMLElement {
  const text = `${file}:${line}:${column}`;
  return button(`Open ${text} in the editor`, text, () => events.open(file, line, column), { class: "place" });
}
