/** Facts about the device: preloaded at start, kept current by the host's events. */
import type { NetworkState, SystemFacts } from "../../services/system.ts";
import { event, real, standIn, sync } from "../definition.ts";
import type { ApiContext, ApiDefinition } from "../definition.ts";
import { sdkVersion } from "./base.ts";

/** A phone of common size, used where the host does not report a value. */
const defaults: SystemFacts = {
  brand: "devtools",
  model: "miniapp",
  system: "iOS 17.0",
  platform: "devtools",
  language: "zh_CN",
  theme: "light",
  version: "8.0.50",
  pixelRatio: 2,
  screenWidth: 375,
  screenHeight: 812,
  windowWidth: 375,
  windowHeight: 724,
  statusBarHeight: 44,
  safeArea: { left: 0, right: 375, top: 44, bottom: 778, width: 375, height: 734 },
  fontSize: 16,
  orientation: "portrait",
  menuButton: { left: 278, right: 365, top: 48, bottom: 80, width: 87, height: 32 },
};

export function systemArea(context: ApiContext): ApiDefinition[] {
  const { link, preloaded, app } = context;
  let facts: SystemFacts = { ...defaults, ...preloaded.system };
  link.on("themeChange", ({ theme }) => (facts = { ...facts, theme }));
  link.on("pageResize", ({ size, deviceOrientation }) => {
    const { safeArea, screenHeight } = facts;
    const [right, bottom] = [size.screenWidth, size.screenHeight - (screenHeight - safeArea.bottom)];
    const area = { ...safeArea, right, bottom, width: right - safeArea.left, height: bottom - safeArea.top };
    facts = { ...facts, ...size, safeArea: area, orientation: deviceOrientation };
  });
  const info = (): object => ({
    ...windowInfo(facts, app),
    ...deviceInfo(facts),
    ...appBaseInfo(facts),
    ...settings,
    deviceOrientation: facts.orientation,
    albumAuthorized: true,
    cameraAuthorized: true,
    locationAuthorized: true,
    microphoneAuthorized: true,
    notificationAuthorized: true,
    phoneCalendarAuthorized: true,
    batteryLevel: preloaded.battery?.level ?? 100,
  });
  return [
    sync("getSystemInfoSync", info),
    { ...real("getSystemInfo", {}, info), isImmediate: true },
    real("getSystemInfoAsync", {}, info),
    sync("getWindowInfo", () => windowInfo(facts, app)),
    sync("getDeviceInfo", () => deviceInfo(facts)),
    sync("getAppBaseInfo", () => appBaseInfo(facts)),
    sync("getSystemSetting", () => ({ ...settings, deviceOrientation: facts.orientation }), "stand-in"),
    sync("getAppAuthorizeSetting", () => authorizeSetting, "stand-in"),
    sync("getSkylineInfoSync", () => ({ isSupported: false, reason: "not supported", version: "" })),
    real("getSkylineInfo", {}, () => ({ isSupported: false, reason: "not supported", version: "" })),
    real("getRendererUserAgent", {}, () => ({ userAgent: `miniapp/${facts.version} (${facts.system})` })),
    sync("getMenuButtonBoundingClientRect", () => ({ ...facts.menuButton })),
    event("MenuButtonBoundingClientRectWeightChange", () => () => undefined),
    standIn("getDeviceBenchmarkInfo", {}, () => ({ benchmarkLevel: 40, modelLevel: 3 })),
    standIn("openSystemBluetoothSetting", {}, () => undefined),
    standIn("openAppAuthorizeSetting", {}, () => undefined),
    ...networkState(context),
    ...battery(context),
  ];
}

function networkState({ link, preloaded }: ApiContext): ApiDefinition[] {
  let state: NetworkState = preloaded.network ?? { networkType: "unknown", isConnected: true };
  link.on("networkStatusChange", (now) => (state = now));
  return [
    real("getNetworkType", {}, async () => {
      const { networkType } = await link.call("system.network", {}).catch(() => state);
      return { networkType, signalStrength: -50, hasSystemProxy: false, weakNet: false };
    }),
    event("NetworkStatusChange", (emit) => link.on("networkStatusChange", emit)),
    event("NetworkWeakChange", (emit) => link.on("networkWeakChange", emit)),
    standIn("getLocalIPAddress", {}, () => ({ localip: "127.0.0.1", netmask: "255.0.0.0" })),
  ];
}

function battery({ link, preloaded }: ApiContext): ApiDefinition[] {
  let state = preloaded.battery ?? { level: 100, isCharging: false };
  link.on("batteryInfoChange", (now) => (state = now));
  const full = (one: typeof state) => ({ ...one, level: Math.round(one.level), isLowPowerModeEnabled: false });
  return [
    sync("getBatteryInfoSync", () => full(state)),
    real("getBatteryInfo", {}, async () => full(await link.call("system.battery", {}).catch(() => state))),
    event("BatteryInfoChange", (emit) => link.on("batteryInfoChange", (now) => emit(full(now)))),
  ];
}

const settings = { bluetoothEnabled: true, locationEnabled: true, wifiEnabled: true } as const;

const authorizeSetting = {
  albumAuthorized: "authorized",
  bluetoothAuthorized: "authorized",
  cameraAuthorized: "authorized",
  locationAuthorized: "authorized",
  locationReducedAccuracy: false,
  microphoneAuthorized: "authorized",
  notificationAuthorized: "authorized",
  notificationAlertAuthorized: "authorized",
  notificationBadgeAuthorized: "authorized",
  notificationSoundAuthorized: "authorized",
  phoneCalendarAuthorized: "authorized",
} as const;

/**
 * Facts about the window of the top page. A page with a custom navigation bar gets the full height; a tab page loses
 * the height of the tab bar.
 */
function windowInfo(facts: SystemFacts, app: ApiContext["app"]) {
  const { pixelRatio, screenWidth, screenHeight, windowWidth, statusBarHeight, safeArea, bars } = facts;
  const page = app.window?.();
  const above = bars && page ? (page.custom ? 0 : bars.navigation) : Math.max(0, screenHeight - facts.windowHeight);
  const below = bars && page?.isTab ? bars.tab : 0;
  const windowHeight = screenHeight - above - below;
  return {
    pixelRatio,
    screenWidth,
    screenHeight,
    windowWidth,
    windowHeight,
    statusBarHeight,
    safeArea: { ...safeArea },
    screenTop: above,
  };
}

function deviceInfo({ brand, model, system, platform }: SystemFacts) {
  return {
    abi: "arm64",
    deviceAbi: "arm64",
    benchmarkLevel: 40,
    brand,
    model,
    system,
    platform,
    cpuType: "",
    memorySize: "0",
  };
}

function appBaseInfo({ language, version, theme, fontSize }: SystemFacts) {
  return {
    SDKVersion: sdkVersion,
    enableDebug: false,
    host: { env: "WeChat", version: 0, appId: "" },
    language,
    version,
    theme,
    fontSizeSetting: fontSize,
    fontSizeScaleFactor: fontSize / 16,
    mode: "default",
  };
}
