/** The bar at the top: page, device and conditions. */
import type { BuildInfo, StartConditions } from "../protocol.ts";
import { createDeviceList } from "./device-list.ts";
import { isRotatable, networks } from "./devices.ts";
import type { DeviceState } from "./devices.ts";
import { button, el, select } from "./element.ts";
import type { Store } from "./store.ts";

export interface ToolbarEvents {
  back(): void;
  reload(): void;
  /** Restarts the app at another page. */
  go(start: Pick<StartConditions, "page" | "query">): void;
  /** Opens the dialog for start conditions. */
  starts(): void;
  screenshot(): void;
}

export interface Toolbar {
  readonly element: HTMLElement;
  readonly dialog: HTMLElement;
  setBuild(build: BuildInfo | undefined): void;
  /** Shows the current page. */
  setPage(path: string, query: Readonly<Record<string, string>>): void;
  setState(text: string, kind: "good" | "busy" | "bad"): void;
}

const fontSizes = [
  ["Small text", 14],
  ["Standard text", 16],
  ["Large text", 18],
  ["Huge text", 22],
] as const;

const zooms = [
  ["Fit", "fit"],
  ["50 %", 0.5],
  ["75 %", 0.75],
  ["100 %", 1],
  ["125 %", 1.25],
] as const;

const locales = ["zh_CN", "zh_TW", "en", "ja", "de"];

export function createToolbar(state: Store<DeviceState>, events: ToolbarEvents): Toolbar {
  const change = (part: Partial<DeviceState>): void => state.set({ ...state.get(), ...part });
  const pages = el("datalist", { id: "pages" });
  const address = el("input", {
    type: "text",
    list: "pages",
    spellcheck: "false",
    autocomplete: "off",
    "aria-label": "Page and query",
    title: "Page and query; Enter starts the app there",
    placeholder: "pages/index/index?id=1",
    onkeydown: (event) => {
      if ((event as KeyboardEvent).key === "Enter") events.go(parseAddress(address.value));
    },
  });
  const name = el("strong", { class: "app-name" });
  const light = el("span", { class: "state", role: "status" });
  const current = state.get();
  const deviceList = createDeviceList(state);
  const theme = button("Dark mode", "", () => change({ theme: state.get().theme === "dark" ? "light" : "dark" }));
  state.watch((value) => {
    const isDark = value.theme === "dark";
    theme.textContent = isDark ? "☾ Dark" : "☀ Light";
    theme.setAttribute("aria-pressed", String(isDark));
  });
  const rotate = button("Rotate", "⟳ Rotate", () => change({ landscape: !state.get().landscape }));
  const keyboard = button("Keyboard on the screen", "⌨", () => change({ keyboard: !state.get().keyboard }));
  state.watch((value) => {
    rotate.disabled = !isRotatable(value);
    rotate.title = rotate.disabled ? `pageOrientation of this page is ${value.orientation}` : "Rotate";
    keyboard.setAttribute("aria-pressed", String(value.keyboard));
  });
  const element = el(
    "header",
    { class: "toolbar" },
    name,
    el(
      "div",
      { class: "group address" },
      button("Back", "←", () => events.back()),
      button("Reload the app", "↻", () => events.reload()),
      address,
      pages,
      button("Start conditions", "Start …", () => events.starts(), { "aria-haspopup": "dialog" }),
    ),
    light,
    el(
      "div",
      { class: "group conditions" },
      deviceList.element,
      rotate,
      keyboard,
      theme,
      select(
        "Text size",
        fontSizes.map(([text]) => text),
        indexOf(fontSizes, current.fontSize),
        (index) => change({ fontSize: fontSizes[index]?.[1] ?? 16 }),
      ),
      select(
        "Zoom",
        zooms.map(([text]) => text),
        indexOf(zooms, current.zoom),
        (index) => change({ zoom: zooms[index]?.[1] ?? "fit" }),
      ),
      select(
        "Network",
        networks.map((network) => network.name),
        networks.indexOf(current.network),
        (index) => change({ network: networks[index] ?? current.network }),
      ),
      select("Language", locales, Math.max(0, locales.indexOf(current.locale)), (index) =>
        change({ locale: locales[index] ?? "zh_CN" }),
      ),
      button("Save a screenshot", "Screenshot", () => events.screenshot()),
    ),
  );
  return {
    element,
    dialog: deviceList.dialog,
    setBuild(build) {
      name.textContent = build ? `${build.appId} ${build.versionName}` : "";
      pages.replaceChildren(...(build?.pages ?? []).map((path) => el("option", { value: path })));
    },
    setPage(path, query) {
      if (document.activeElement === address) return;
      const text = new URLSearchParams(query).toString();
      address.value = text === "" ? path : `${path}?${text}`;
    },
    setState(text, kind) {
      light.textContent = text;
      light.dataset["kind"] = kind;
    },
  };
}

/** Splits `path?query`; a leading slash of the path is dropped. */
export function parseAddress(text: string): Pick<StartConditions, "page" | "query"> {
  const at = text.indexOf("?");
  const path = (at === -1 ? text : text.slice(0, at)).trim().replace(/^\/+/, "");
  return { page: path, query: Object.fromEntries(new URLSearchParams(at === -1 ? "" : text.slice(at + 1))) };
}

function indexOf(list: readonly (readonly [string, unknown])[], value: unknown): number {
  return Math.max(
    0,
    list.findIndex(([, one]) => one === value),
  );
}
