/** The diagnostics of the newest build. */
import type { Problem } from "../../protocol.ts";
import type { Panel } from "../dock.ts";
import { button, el } from "../element.ts";

export interface ProblemsPanel extends Panel {
  show(problems: readonly Problem[]): void;
}

export function createProblems(open: (file: string, line: number, column: number) => void): ProblemsPanel {
  const list = el("div", { class: "lines", tabindex: "0" });
  const element = el("section", { class: "panel problems" }, list);
  const row = ({ severity, code, message, hint, file, line = 1, column = 1, frame }: Problem): HTMLElement =>
    el(
      "details",
      { class: `problem ${severity}` },
      el(
        "summary",
        {},
        el("span", { class: "severity" }, severity),
        el("span", { class: "message" }, message),
        file === undefined ? "" : el("span", { class: "where" }, `${file}:${line}`),
      ),
      frame === undefined ? el("p", {}, hint) : el("pre", {}, frame),
      el(
        "p",
        { class: "actions" },
        file === undefined ? "" : button(`Open ${file}`, "Open in editor", () => open(file, line, column)),
        el("code", {}, code),
      ),
    );
  const show = (problems: readonly Problem[]): void => {
    if (problems.length === 0) list.replaceChildren(el("p", { class: "empty" }, "No problems."));
    else list.replaceChildren(...problems.map(row));
  };
  show([]);
  return { id: "problems", title: "Problems", element, show };
}
