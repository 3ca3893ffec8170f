/** The page stack, and a list of all pages to start the app at. */
import type { InspectedPage } from "../../../runtime/preview-protocol.ts";
import type { BuildInfo, StartConditions } from "../../protocol.ts";
import type { Panel } from "../dock.ts";
import { button, el } from "../element.ts";
import type { Inspect } from "./app-data.ts";
import { pollWhileVisible } from "./live-panel.ts";

export interface RoutesPanel extends Panel {
  setBuild(build: BuildInfo): void;
}

export function createRoutes(
  inspect: Inspect,
  go: (start: Pick<StartConditions, "page" | "query">) => void,
): RoutesPanel {
  const stack = el("ol", { class: "stack" });
  const pages = el("ul", { class: "pages" });
  const element = el(
    "section",
    { class: "panel routes" },
    el("div", { class: "lines", tabindex: "0" }, el("h3", {}, "Page stack"), stack, el("h3", {}, "Pages"), pages),
  );
  const refresh = async (): Promise<void> => {
    try {
      const there = (await inspect({ what: "pages" })) as readonly InspectedPage[];
      stack.replaceChildren(
        ...there.map(({ path, query, isTab }) => {
          const text = new URLSearchParams(query).toString();
          return el(
            "li",
            {},
            text === "" ? path : `${path}?${text}`,
            isTab ? el("span", { class: "note" }, " tab") : "",
          );
        }),
      );
    } catch {
      stack.replaceChildren();
    }
  };
  return {
    id: "routes",
    title: "Routes",
    element,
    setBuild(build) {
      pages.replaceChildren(
        ...build.pages.map((path) =>
          el(
            "li",
            {},
            button(`Start at ${path}`, path, () => go({ page: path, query: {} })),
          ),
        ),
      );
    },
    setVisible: pollWhileVisible(500, refresh),
  };
}
