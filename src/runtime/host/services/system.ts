/** Device facts and sensors, from the browser. */
import type { Area, BatteryState, LocationState, NetworkState, Sensor, SystemFacts } from "../../services/system.ts";
import { ServiceError } from "../../services/index.ts";
import type { ServiceArea, ServiceContext } from "./contract.ts";

interface Battery extends EventTarget {
  readonly level: number;
  readonly charging: boolean;
}

interface Connection extends EventTarget {
  readonly type?: string;
  readonly effectiveType?: string;
}

export function createSystemServices(context: ServiceContext): ServiceArea {
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
      "device.readClipboard": async () => ({ data: await clipboard((one) => one.readText()) }),
      "device.writeClipboard": ({ data }) => clipboard((one) => one.writeText(data)),
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
      "device.sensor"({ sensor, on, interval }) {
        sensors.get(sensor)?.();
        sensors.delete(sensor);
        if (on)
          sensors.set(
            sensor,
            startSensor(sensor, interval, (value) => emit("sensor", { sensor, value })),
          );
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

/** WeChat's language names: Chinese with its region, any other language without. */
function languageOf(language: string): string {
  return language.startsWith("zh") ? language.replace("-", "_") : (language.split("-", 1)[0] as string);
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

async function clipboard<T>(use: (clipboard: Clipboard) => Promise<T>): Promise<T> {
  try {
    return await use(navigator.clipboard);
  } catch (error) {
    throw new ServiceError(error instanceof Error ? error.message : "no clipboard");
  }
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

/** @returns a function that stops the sensor */
function startSensor(sensor: Sensor, interval: number, notify: (value: object) => void): () => void {
  if (sensor === "location") {
    const id = navigator.geolocation.watchPosition(({ coords }) => notify(locationOf(coords)));
    return () => navigator.geolocation.clearWatch(id);
  }
  let last = 0;
  const listener = (event: Event): void => {
    if (event.timeStamp - last < interval) return;
    last = event.timeStamp;
    const value = sensorValue(sensor, event);
    if (value) notify(value);
  };
  const type = sensor === "accelerometer" || sensor === "gyroscope" ? "devicemotion" : "deviceorientation";
  addEventListener(type, listener);
  return () => removeEventListener(type, listener);
}

function sensorValue(sensor: Sensor, event: Event): object | undefined {
  if (event instanceof DeviceMotionEvent) {
    // WeChat reports acceleration in g, with the opposite sign.
    const { x, y, z } = event.accelerationIncludingGravity ?? {};
    if (sensor === "accelerometer") return { x: (x ?? 0) / -9.81, y: (y ?? 0) / -9.81, z: (z ?? 0) / -9.81 };
    const { alpha, beta, gamma } = event.rotationRate ?? {};
    return { x: radians(beta), y: radians(gamma), z: radians(alpha) };
  }
  if (!(event instanceof DeviceOrientationEvent)) return undefined;
  const { alpha, beta, gamma } = event;
  if (sensor === "compass") return { direction: (360 - (alpha ?? 0)) % 360, accuracy: "unknow" };
  return { alpha: alpha ?? 0, beta: beta ?? 0, gamma: gamma ?? 0 };
}

function radians(degrees: number | null | undefined): number {
  return ((degrees ?? 0) * Math.PI) / 180;
}
