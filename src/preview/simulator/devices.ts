/** The phones and tablets that the simulator can show, with their real sizes in CSS pixels. */

export interface Device {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly platform: "ios" | "android" | "ohos";
  readonly brand: string;
  readonly system: string;
  /** Height of the status bar, including a notch or island. */
  readonly statusBar: number;
  /** Height of the rounded end of the screen. */
  readonly safeBottom: number;
  /** Radius of the screen's corners. */
  readonly radius: number;
  readonly cutout: "none" | "notch" | "island" | "hole";
}

const iphone = { platform: "ios", brand: "iPhone", system: "iOS 18.5" } as const;
const android = { platform: "android", safeBottom: 0 } as const;

export const devices: readonly Device[] = [
  {
    ...iphone,
    name: "iPhone SE",
    width: 375,
    height: 667,
    pixelRatio: 2,
    statusBar: 20,
    safeBottom: 0,
    radius: 0,
    cutout: "none",
  },
  {
    ...iphone,
    name: "iPhone 13 mini",
    width: 375,
    height: 812,
    pixelRatio: 3,
    statusBar: 50,
    safeBottom: 34,
    radius: 44,
    cutout: "notch",
  },
  {
    ...iphone,
    name: "iPhone 15",
    width: 393,
    height: 852,
    pixelRatio: 3,
    statusBar: 59,
    safeBottom: 34,
    radius: 55,
    cutout: "island",
  },
  {
    ...iphone,
    name: "iPhone 16 Pro Max",
    width: 440,
    height: 956,
    pixelRatio: 3,
    statusBar: 62,
    safeBottom: 34,
    radius: 62,
    cutout: "island",
  },
  {
    ...android,
    name: "Galaxy S24",
    width: 360,
    height: 780,
    pixelRatio: 3,
    brand: "samsung",
    system: "Android 15",
    statusBar: 32,
    radius: 24,
    cutout: "hole",
  },
  {
    ...android,
    name: "Pixel 9",
    width: 412,
    height: 924,
    pixelRatio: 2.625,
    brand: "google",
    system: "Android 15",
    statusBar: 36,
    radius: 36,
    cutout: "hole",
  },
  {
    ...android,
    name: "Redmi Note 13",
    width: 393,
    height: 873,
    pixelRatio: 2.75,
    brand: "Xiaomi",
    system: "Android 14",
    statusBar: 30,
    radius: 28,
    cutout: "hole",
  },
  {
    name: "Mate 60 Pro",
    width: 420,
    height: 907,
    pixelRatio: 3,
    platform: "ohos",
    brand: "HUAWEI",
    system: "HarmonyOS 5.0",
    statusBar: 38,
    safeBottom: 28,
    radius: 48,
    cutout: "hole",
  },
  {
    ...iphone,
    name: "iPad mini",
    brand: "iPad",
    width: 744,
    height: 1133,
    pixelRatio: 2,
    statusBar: 24,
    safeBottom: 20,
    radius: 21,
    cutout: "none",
  },
];

/** A plain screen: no cut-out, no rounded end. */
export function customDevice(width: number, height: number): Device {
  return {
    ...android,
    name: `${width} x ${height}`,
    width,
    height,
    pixelRatio: 2,
    brand: "Android",
    system: "Android 15",
    statusBar: 24,
    radius: 0,
    cutout: "none",
  };
}

export interface DeviceState {
  readonly device: Device;
  /** How the device is state; the current page may require another orientation. */
  readonly landscape: boolean;
  readonly orientation: "auto" | "portrait" | "landscape";
  /** Whether a keyboard is drawn on the screen. */
  readonly keyboard: boolean;
  readonly theme: "light" | "dark";
  /** Like the system setting: 16 is the default. */
  readonly fontSize: number;
  /** Of the device in the window. */
  readonly zoom: number | "fit";
  readonly locale: string;
  readonly network: NetworkCondition;
}

export interface NetworkCondition {
  readonly name: string;
  readonly type: "wifi" | "2g" | "3g" | "4g" | "5g" | "none";
  /** Milliseconds added to every request. */
  readonly delayMs: number;
  /** Bytes per second; 0: unlimited. */
  readonly bytesPerSecond: number;
}

export const networks: readonly NetworkCondition[] = [
  { name: "Wi-Fi", type: "wifi", delayMs: 0, bytesPerSecond: 0 },
  { name: "5G", type: "5g", delayMs: 20, bytesPerSecond: 12_500_000 },
  { name: "4G", type: "4g", delayMs: 60, bytesPerSecond: 1_250_000 },
  { name: "3G", type: "3g", delayMs: 300, bytesPerSecond: 125_000 },
  { name: "2G", type: "2g", delayMs: 900, bytesPerSecond: 12_500 },
  { name: "Offline", type: "none", delayMs: 0, bytesPerSecond: 0 },
];

type OrientationState = Pick<DeviceState, "device" | "landscape" | "orientation">;

/** Narrower devices are phones. */
const minTabletWidth = 600;

/** Phones rotate only for pages that allow it; tablets always rotate, unless a page requires landscape. */
export function isRotatable({ device, orientation }: OrientationState): boolean {
  return orientation === "auto" || (orientation === "portrait" && device.width >= minTabletWidth);
}

/** Whether the screen is shown in landscape. */
export function isLandscape(state: OrientationState): boolean {
  return isRotatable(state) ? state.landscape : state.orientation === "landscape";
}

/** Width and height in the current orientation. */
export function screenOf(state: OrientationState): {
  readonly width: number;
  readonly height: number;
} {
  const { width, height } = state.device;
  return isLandscape(state) ? { width: height, height: width } : { width, height };
}
