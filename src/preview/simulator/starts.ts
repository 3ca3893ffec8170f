/** The dialog for start conditions: page, query and scene, and those that the project stores under a name. */
import type { SavedStart, StartConditions } from "../protocol.ts";
import { button, el } from "./element.ts";

export interface StartsDialog {
  readonly element: HTMLElement;
  /** @param start initial values of the fields */
  open(start: StartConditions): void;
  setSaved(saved: readonly SavedStart[], error?: string): void;
  setPages(pages: readonly string[]): void;
}

export interface StartsEvents {
  go(start: StartConditions): void;
  save(start: SavedStart): void;
  remove(name: string): void;
}

/** The scene values that developers try most, from WeChat's list. */
const scenes: readonly (readonly [number, string])[] = [
  [1001, "list of mini-programs"],
  [1007, "card in a chat"],
  [1008, "card in a group's chat"],
  [1011, "QR code, scanned"],
  [1014, "template message"],
  [1037, "another mini-program"],
  [1038, "back from another mini-program"],
  [1047, "mini-program code, scanned"],
  [1058, "article of an official account"],
  [1089, "recently used"],
  [1107, "subscribed message"],
  [1154, "single page in moments"],
];

export function createStarts(events: StartsEvents): StartsDialog {
  const pages = el("datalist", { id: "start-pages" });
  const known = el("datalist", { id: "start-scenes" });
  known.append(...scenes.map(([number, text]) => el("option", { value: String(number) }, text)));
  const name = el("input", { type: "text", maxlength: "100", autocomplete: "off" });
  const page = el("input", { type: "text", list: "start-pages", autocomplete: "off", spellcheck: "false" });
  const query = el("input", { type: "text", autocomplete: "off", spellcheck: "false", placeholder: "id=7&from=push" });
  const scene = el("input", { type: "number", min: "0", max: "99999", step: "1", list: "start-scenes" });
  const list = el("ul", { class: "saved-starts" });
  const problem = el("p", { class: "problem-text", role: "alert" });
  const read = (): StartConditions => ({
    page: page.value.trim().replace(/^\/+/, ""),
    query: Object.fromEntries(new URLSearchParams(query.value.replace(/^\?/, ""))),
    scene: scene.valueAsNumber || 1001,
  });
  const write = (start: StartConditions): void => {
    page.value = start.page;
    query.value = new URLSearchParams(start.query).toString();
    scene.value = String(start.scene);
  };
  const start = (conditions: StartConditions): void => {
    dialog.close();
    events.go(conditions);
  };
  const save = (): void => {
    const wanted = name.value.trim();
    name.setCustomValidity(wanted === "" ? "Under which name?" : "");
    if (name.reportValidity()) events.save({ ...read(), name: wanted });
  };
  name.addEventListener("input", () => name.setCustomValidity(""));
  const form = el(
    "form",
    {
      method: "dialog",
      onsubmit: (event) => {
        event.preventDefault();
        start(read());
      },
    },
    field("Page", page),
    field("Query", query),
    field("Scene", scene),
    field("Name", name),
    el(
      "div",
      { class: "actions" },
      el("button", { type: "submit", class: "primary" }, "Start"),
      button("Save under the name", "Save", save),
      button("Close", "Close", () => dialog.close()),
    ),
    problem,
    pages,
    known,
  );
  const title = el("h2", { id: "starts-title" }, "Start conditions");
  const dialog = el("dialog", { class: "starts", "aria-labelledby": title.id }, title, form, list);
  const row = (saved: SavedStart): HTMLElement => {
    const text = new URLSearchParams(saved.query).toString();
    const where = `${saved.page}${text === "" ? "" : `?${text}`} (${saved.scene})`;
    return el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "start", onclick: () => start(saved) },
        el("strong", {}, saved.name),
        where,
      ),
      button(`Edit ${saved.name}`, "Edit", () => {
        write(saved);
        name.value = saved.name;
        page.focus();
      }),
      button(`Remove ${saved.name}`, "✕", () => events.remove(saved.name)),
    );
  };
  return {
    element: dialog,
    open(conditions) {
      write(conditions);
      problem.textContent = "";
      dialog.showModal();
    },
    setSaved(saved, error = "") {
      problem.textContent = error;
      list.replaceChildren(...saved.map(row));
    },
    setPages: (paths) => pages.replaceChildren(...paths.map((path) => el("option", { value: path }))),
  };
}

function field(text: string, input: HTMLInputElement): HTMLElement {
  return el("label", {}, el("span", {}, text), input);
}
