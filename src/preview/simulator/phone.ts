/** The device around the app: its body, the screen's cut-out, the status bar, its size. */
import { isLandscape, screenOf } from "./devices.ts";
import type { DeviceState } from "./devices.ts";
import { el } from "./element.ts";
import type { Store } from "./store.ts";

export interface Phone {
  readonly element: HTMLElement;
  /** The container of the app. */
  readonly screen: HTMLElement;
  /** Above the app: errors, and the message that it has ended. */
  readonly layer: HTMLElement;
  /** The scale at which the screen is shown. */
  scale(): number;
  /** Sets the text color of the status bar, to match the app's navigation bar. */
  setBarColor(color: "black" | "white"): void;
}

/** Space around the device in the window, in pixels. */
const margin = 24;

/** @param bare the app fills a real phone: no device is drawn */
export function createPhone(state: Store<DeviceState>, stage: HTMLElement, bare: boolean): Phone {
  const screen = el("div", { class: "screen" });
  const layer = el("div", { class: "screen-layer" });
  const clock = el("span", { class: "clock" });
  const signal = el("span", { class: "signal" });
  const status = el("div", { class: "status-bar", "aria-hidden": "true" }, clock, signal);
  const cutout = el("div", { class: "cutout", "aria-hidden": "true" });
  const body = el("div", { class: "phone", role: "region", "aria-label": "Phone" }, screen, layer, status, cutout);
  const element = el("div", { class: "phone-place" }, body);
  let scale = 1;
  const lay = (): void => {
    if (!bare) scale = layOut(state.get(), { element, body, screen, status, cutout, stage });
  };
  const tick = (): void => {
    clock.textContent = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  };
  tick();
  setInterval(tick, 10_000);
  state.watch((value) => {
    signal.textContent = value.network.type === "none" ? "✕" : value.network.name;
    lay();
  });
  new ResizeObserver(lay).observe(stage);
  return { element, screen, layer, scale: () => scale, setBarColor: (color) => (status.dataset["color"] = color) };
}

interface Parts {
  readonly element: HTMLElement;
  readonly body: HTMLElement;
  readonly screen: HTMLElement;
  readonly status: HTMLElement;
  readonly cutout: HTMLElement;
  readonly stage: HTMLElement;
}

/** @returns the scale at which the screen is shown */
function layOut(state: DeviceState, { element, body, screen, status, cutout, stage }: Parts): number {
  const { device, theme, zoom } = state;
  const landscape = isLandscape(state);
  const { width, height } = screenOf(state);
  const room = { width: stage.clientWidth - 2 * margin, height: stage.clientHeight - 2 * margin };
  const frame = 2 * 10;
  const fit = Math.min(1, room.width / (width + frame), room.height / (height + frame));
  const scale = zoom === "fit" ? Math.max(0.25, fit) : zoom;
  body.style.width = `${width}px`;
  body.style.height = `${height}px`;
  body.style.borderRadius = `${device.radius + 10}px`;
  body.style.transform = `scale(${scale})`;
  screen.style.borderRadius = `${device.radius}px`;
  element.style.width = `${(width + frame) * scale}px`;
  element.style.height = `${(height + frame) * scale}px`;
  body.dataset["theme"] = theme;
  cutout.className = `cutout ${landscape ? "none" : device.cutout}`;
  status.hidden = landscape;
  status.style.height = `${device.statusBar}px`;
  status.className = `status-bar ${device.cutout}`;
  // The app's bars leave room for the status bar.
  screen.style.setProperty("--status-bar", `${landscape ? 0 : device.statusBar}px`);
  return scale;
}
