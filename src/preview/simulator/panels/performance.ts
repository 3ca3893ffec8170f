/** The app's `setData` calls (when, how much data, how long), and the frame times of the page. */
import type { FrameTimes, InspectedPage, InspectedUpdate } from "../../../runtime/preview-protocol.ts";
import type { Panel } from "../dock.ts";
import { button, el } from "../element.ts";
import type { Inspect } from "./app-data.ts";
import { pollWhileVisible } from "./live-panel.ts";
import { createTimeline } from "./timeline.ts";
import { durationText } from "./value.ts";

export interface PerformancePanel extends Panel {
  /** Adds a line to the list, when the app was started or updated. */
  mark(text: string): void;
  /** Handles a message from a frame of the app. */
  receive(message: unknown): void;
}

const maxRows = 500;
/** Milliseconds that an update may take without dropping a frame. */
const frame = 16;

/** @param askFrames requests the frame times of a page; they arrive through `receive` */
export function createPerformance(inspect: Inspect, askFrames: (page: number) => void): PerformancePanel {
  const body = el("tbody", {});
  const summary = el("p", { class: "note" });
  const timeline = createTimeline();
  const clear = (): void => {
    body.replaceChildren();
    timeline.clear();
    total = { count: 0, cost: 0, worst: 0, size: 0 };
    showSummary();
  };
  let total = { count: 0, cost: 0, worst: 0, size: 0 };
  let last = 0;
  const head = ["Time", "Component", "Keys", "Size", "Cost"].map((text) => el("th", { scope: "col" }, text));
  const element = el(
    "section",
    { class: "panel performance" },
    el("div", { class: "bar" }, button("Clear", "Clear", clear), summary),
    timeline.element,
    el("div", { class: "table", tabindex: "0" }, el("table", {}, el("thead", {}, el("tr", {}, ...head)), body)),
  );
  const showSummary = (): void => {
    const { count, cost, worst, size } = total;
    summary.textContent =
      count === 0
        ? "No updates yet."
        : `${count} updates, ${cost.toFixed(1)} ms in all, worst ${worst.toFixed(1)} ms, ${size} characters`;
  };
  showSummary();
  const prepend = (row: HTMLElement): void => {
    body.prepend(row);
    if (body.childElementCount > maxRows) body.lastElementChild?.remove();
  };
  const add = ({ number, time, at, is, keys, size, cost }: InspectedUpdate): void => {
    last = Math.max(last, number);
    timeline.addUpdate(at, cost);
    total = {
      count: total.count + 1,
      cost: total.cost + cost,
      worst: Math.max(total.worst, cost),
      size: total.size + size,
    };
    const bar = el("span", { class: "cost" });
    bar.style.width = `${Math.min(100, (cost / frame) * 100)}px`;
    const cells = [`${(time / 1000).toFixed(2)} s`, is, keys.join(", "), String(size)];
    const row = el(
      "tr",
      { class: cost > frame ? "bad" : "" },
      ...cells.map((text) => el("td", { title: text }, text)),
      el("td", {}, bar, ` ${durationText(cost)}`),
    );
    prepend(row);
  };
  const refresh = async (): Promise<void> => {
    try {
      for (const update of (await inspect({ what: "history", since: last })) as readonly InspectedUpdate[]) add(update);
      showSummary();
      const page = ((await inspect({ what: "pages" })) as readonly InspectedPage[]).at(-1)?.page;
      if (page !== undefined) askFrames(page);
    } catch {
      // No app is running.
    }
  };
  return {
    id: "performance",
    title: "Performance",
    element,
    mark(text) {
      last = 0;
      prepend(el("tr", { class: "mark" }, el("td", { colspan: "5" }, text)));
    },
    receive(message) {
      const { type, frames } = (message ?? {}) as Partial<FrameTimes>;
      if (type !== "miniapp-frames" || !frames) return;
      timeline.addFrames(frames);
      timeline.draw();
    },
    setVisible: pollWhileVisible(400, refresh),
  };
}
