/** The toolbar's list of devices: the predefined ones, and the developer's own sizes, which this browser stores. */
import { devices, customDevice } from "./devices.ts";
import type { Device, DeviceState } from "./devices.ts";
import { button, el } from "./element.ts";
import type { Store } from "./store.ts";

export interface DeviceList {
  readonly element: HTMLSelectElement;
  /** Asks for a size; the last item of the list opens it. */
  readonly dialog: HTMLDialogElement;
}

type Size = readonly [width: number, height: number];

const key = "miniapp-sizes";
/** In CSS pixels, from the screen of a watch to a large one. */
const limits = { min: 160, max: 4096 } as const;

/** The developer's own sizes, as stored in this browser. */
export function savedDevices(): readonly Device[] {
  return readSizes().map(([width, height]) => customDevice(width, height));
}

export function createDeviceList(state: Store<DeviceState>): DeviceList {
  let own = savedDevices();
  const all = (): readonly Device[] => [...devices, ...own];
  const use = (device: Device): void => state.set({ ...state.get(), device });
  const list = el("select", { "aria-label": "Device", title: "Device", onchange: () => picked() });
  const picked = (): void => {
    const device = all()[list.selectedIndex];
    if (device) return use(device);
    show();
    dialog.showModal();
    width.select();
  };
  const show = (): void => {
    const { device } = state.get();
    list.replaceChildren(
      ...all().map(({ name }) => el("option", {}, name)),
      el("option", { value: "" }, "Another size …"),
    );
    // A removed device stays active until another is chosen.
    list.selectedIndex = all().findIndex(({ name }) => name === device.name);
    kept.replaceChildren(...own.map(row));
  };
  const keep = (next: readonly Device[]): void => {
    own = next;
    localStorage.setItem(key, JSON.stringify(own.map((one) => [one.width, one.height])));
    show();
  };
  const row = (device: Device): HTMLElement => {
    const choose = (): void => {
      dialog.close();
      use(device);
    };
    const remove = (): void => {
      keep(own.filter(({ name }) => name !== device.name));
      // The focused button is gone.
      width.focus();
    };
    return el(
      "li",
      {},
      el("button", { type: "button", class: "start", onclick: choose }, el("strong", {}, device.name)),
      button(`Remove ${device.name}`, "✕", remove),
    );
  };

  const { width, height, form } = makeForm({
    close: () => dialog.close(),
    submit() {
      const device = customDevice(width.valueAsNumber, height.valueAsNumber);
      dialog.close();
      if (!own.some(({ name }) => name === device.name)) keep([...own, device]);
      use(device);
    },
  });
  const kept = el("ul", { class: "saved-starts" });
  const title = el("h2", { id: "sizes-title" }, "Another size");
  const dialog = el("dialog", { "aria-labelledby": title.id, onclose: () => list.focus() }, title, form, kept);
  state.watch(show);
  return { element: list, dialog };
}

function makeForm(events: { submit(): void; close(): void }) {
  const number = (value: number): HTMLInputElement =>
    el("input", {
      type: "number",
      min: String(limits.min),
      max: String(limits.max),
      step: "1",
      required: true,
      value: String(value),
    });
  const [width, height] = [number(480), number(960)];
  const form = el(
    "form",
    {
      method: "dialog",
      onsubmit: (event) => {
        event.preventDefault();
        events.submit();
      },
    },
    el("label", {}, el("span", {}, "Width"), width),
    el("label", {}, el("span", {}, "Height"), height),
    el(
      "div",
      { class: "actions" },
      el("button", { type: "submit", class: "primary" }, "Use"),
      button("Close", "Close", () => events.close()),
    ),
  );
  return { width, height, form };
}

/** Ignores invalid entries. */
function readSizes(): readonly Size[] {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "[]") as unknown;
    const names = new Set<string>();
    return (Array.isArray(kept) ? kept : []).filter((one): one is Size => {
      const isNew = isSize(one) && !names.has(String(one));
      names.add(String(one));
      return isNew;
    });
  } catch {
    return [];
  }
}

function isSize(value: unknown): value is Size {
  const fits = (one: unknown): boolean =>
    Number.isInteger(one) && Number(one) >= limits.min && Number(one) <= limits.max;
  return Array.isArray(value) && value.length === 2 && value.every(fits);
}
