/** Device facts and sensors, from the browser. */
import type { Area, BatteryState, LocationState, NetworkState, Sensor, SystemFacts } from "../../services/system.ts";
import { ServiceError } from "../../services/index.ts";
import { hostTexts } from "../texts.ts";
import type { ServiceArea, ServiceContext } from "./contract.ts";
import { startMotionSensor } from "./sensors.ts";
import { isNotAllowed, withTap } from "./tap.ts";
import type { ShowModal } from "./ui.ts";

interface Battery extends EventTarget {
  readonly level: number;
  readonly charging: boolean;
}

interface Connection extends EventTarget {
  readonly type?: string;
  readonly effectiveType?: string;
}

export function createSystemServices(context: ServiceContext, showModal: ShowModal): ServiceArea {
  const { emit } = context;
  const stops: (() => void)[] = [];
  const sensors = new Map<Sensor, () => void>();
  let brightness = 1;
  let wakeLock: WakeLockSentinel | undefined;
  const listen = (target: EventTarget | undefined, type: string, listener: () => void): void => {
    target?.addEventListener(type, listener);
    stops.push(() => target?.removeEventListener(type, listener));
  };
  const networkChanged = (): void => emit("networkStatusChange", networkState());
  listen(window, "online", networkChanged);
  listen(window, "offline", networkChanged);
  // The keyboard's height is what the visual viewport loses.
  listen(visualViewport ?? undefined, "resize", () => {
    const height = Math.max(0, Math.round(innerHeight - (visualViewport?.height ?? innerHeight)));
    emit("keyboardHeightChange", { height: height > 80 ? height : 0 });
  });
  return {
    handlers: {
      "system.network": () => networkState(),
      "system.battery": () => batteryState(),
      "system.facts": () => facts(context),
      "system.exit": () => context.exit(),
      "system.restart": ({ path }) => context.exit(path === undefined ? {} : { path }),
      "device.readClipboard": async () => ({ data: await readClipboard(showModal) }),
      "device.writeClipboard": ({ data }) => writeClipboard(data, showModal),
      "device.vibrate"({ milliseconds }) {
        // Vibrating without a motor is not an error in WeChat either.
        if ("vibrate" in navigator) navigator.vibrate(milliseconds);
      },
      async "device.keepScreenOn"({ keep }) {
        await wakeLock?.release();
        wakeLock =
          keep && "wakeLock" in navigator
            ? await navigator.wakeLock.request("screen").catch(() => undefined)
            : undefined;
      },
      "device.brightness"({ value }) {
        if (value !== undefined) {
          brightness = Math.min(1, Math.max(0, value));
          context.facts.element.style.filter = brightness === 1 ? "" : `brightness(${0.3 + brightness * 0.7})`;
        }
        return { value: brightness };
      },
      "device.location": (argument) => locate(argument),
      async "device.sensor"({ sensor, on, interval }) {
        sensors.get(sensor)?.();
        sensors.delete(sensor);
        if (!on) return;
        const stop = new AbortController();
        sensors.set(sensor, () => stop.abort());
        const notify = (value: object): void => emit("sensor", { sensor, value });
        if (sensor === "location") watchLocation(notify, stop.signal);
        else await startMotionSensor(sensor, interval, notify, stop.signal, showModal);
      },
    },
    async preload() {
      return { system: facts(context), network: networkState(), battery: await batteryState() };
    },
    close() {
      for (const stop of [...stops, ...sensors.values()]) stop();
      void wakeLock?.release();
      context.facts.element.style.filter = "";
    },
  };
}

function facts({ facts: given, theme }: ServiceContext): SystemFacts {
  const { element, statusBarHeight, navigationBarHeight, tabBarHeight, menuButton } = given;
  const { clientWidth: width, clientHeight: height } = element;
  const { left, top } = menuButton;
  return {
    brand: given.brand ?? "browser",
    model: given.model ?? "browser",
    system: given.system ?? "Browser 1.0",
    platform: given.platform ?? "devtools",
    language: given.language ?? languageOf(navigator.language),
    theme: theme(),
    version: given.version,
    pixelRatio: devicePixelRatio,
    screenWidth: width,
    screenHeight: height,
    windowWidth: width,
    windowHeight: height - statusBarHeight - navigationBarHeight - tabBarHeight,
    statusBarHeight,
    safeArea: area(0, statusBarHeight, width, height - statusBarHeight - (given.safeAreaBottom ?? 0)),
    bars: { navigation: statusBarHeight + navigationBarHeight, tab: tabBarHeight },
    fontSize: given.fontSize ?? 16,
    orientation: width > height ? "landscape" : "portrait",
    menuButton: area(left, top, menuButton.width, menuButton.height),
  };
}

/** WeChat's language names: Chinese with its region, any other language without. Phones also say `zh-Hans-CN`. */
function languageOf(tag: string): string {
  const [language, ...rest] = tag.split("-") as [string, ...string[]];
  if (language !== "zh") return language;
  return `zh_${rest.find((part) => /^[A-Z]{2}$/.test(part)) ?? (rest.includes("Hant") ? "TW" : "CN")}`;
}

function area(left: number, top: number, width: number, height: number): Area {
  return { left, top, width, height, right: left + width, bottom: top + height };
}

function networkState(): NetworkState {
  if (!navigator.onLine) return { networkType: "none", isConnected: false };
  const { connection } = navigator as Navigator & { readonly connection?: Connection };
  const type = connection?.type;
  if (type === "cellular") return { networkType: connection?.effectiveType === "4g" ? "4g" : "3g", isConnected: true };
  return { networkType: "wifi", isConnected: true };
}

async function batteryState(): Promise<BatteryState> {
  const { getBattery } = navigator as Navigator & { getBattery?: () => Promise<Battery> };
  const battery = await getBattery?.call(navigator).catch(() => undefined);
  return { level: Math.round((battery?.level ?? 1) * 100), isCharging: battery?.charging ?? true };
}

function writeClipboard(data: string, showModal: ShowModal): Promise<void> {
  return withClipboard(() => withTap(() => navigator.clipboard.writeText(data), hostTexts().copy, showModal));
}

function readClipboard(showModal: ShowModal): Promise<string> {
  const read = (): Promise<string> => navigator.clipboard.readText();
  return withClipboard(async () => {
    // Many apps look at the clipboard when they start: only a user who has just tapped is asked.
    if (!navigator.userActivation?.isActive || (await asksUser("clipboard-read"))) return read();
    return withTap(read, hostTexts().paste, showModal);
  });
}

async function withClipboard<T>(use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw new ServiceError(isNotAllowed(error) ? "permission denied" : "not supported in this browser");
  }
}

/** Whether the browser itself asks the user for this permission, as Chromium does for the clipboard. */
async function asksUser(permission: string): Promise<boolean> {
  return navigator.permissions.query({ name: permission as PermissionName }).then(
    () => true,
    () => false,
  );
}

function locate({ highAccuracy, timeout }: { highAccuracy: boolean; timeout: number }): Promise<LocationState> {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve(locationOf(coords)),
      ({ code, message }) => reject(new ServiceError(code === 1 ? "auth deny" : message)),
      { enableHighAccuracy: highAccuracy, timeout },
    );
  });
}

function locationOf({ latitude, longitude, speed, accuracy, altitude, altitudeAccuracy }: GeolocationCoordinates) {
  return {
    latitude,
    longitude,
    speed: speed ?? -1,
    accuracy,
    altitude: altitude ?? 0,
    verticalAccuracy: altitudeAccuracy ?? 0,
    horizontalAccuracy: accuracy,
  };
}

function watchLocation(notify: (value: object) => void, stopped: AbortSignal): void {
  const id = navigator.geolocation.watchPosition(({ coords }) => notify(locationOf(coords)));
  stopped.addEventListener("abort", () => navigator.geolocation.clearWatch(id));
}
