/** What an app may know about the device and ask of it. */

export interface SystemServices {
  /** Replaces all states saved before. */
  "system.saveExitStates": { argument: { readonly states: Readonly<Record<string, ExitState>> }; result: void };
  "system.network": { argument: Record<string, never>; result: NetworkState };
  "system.battery": { argument: Record<string, never>; result: BatteryState };
  /** Current values of the preloaded facts. */
  "system.facts": { argument: Record<string, never>; result: SystemFacts };
  "device.readClipboard": { argument: Record<string, never>; result: { readonly data: string } };
  "device.writeClipboard": { argument: { readonly data: string }; result: void };
  "device.vibrate": { argument: { readonly milliseconds: number }; result: void };
  "device.keepScreenOn": { argument: { readonly keep: boolean }; result: void };
  "device.brightness": {
    /** From 0 to 1; without a value the call only reads. */
    argument: { readonly value?: number };
    result: { readonly value: number };
  };
  "device.location": { argument: { readonly highAccuracy: boolean; readonly timeout: number }; result: LocationState };
  /** Starts or stops a sensor, whose values arrive as `sensor` events. */
  "device.sensor": {
    argument: { readonly sensor: Sensor; readonly on: boolean; readonly interval: number };
    result: void;
  };
  /** Ends the run. */
  "system.exit": { argument: Record<string, never>; result: void };
  /** Ends the run and starts a new one. */
  "system.restart": { argument: { readonly path?: string }; result: void };
}

export type Sensor = "accelerometer" | "compass" | "gyroscope" | "deviceMotion" | "location";

export interface SystemHostEvents {
  networkStatusChange: NetworkState;
  networkWeakChange: { readonly weakNet: boolean; readonly networkType: string };
  memoryWarning: { readonly level: number };
  batteryInfoChange: BatteryState;
  userCaptureScreen: Record<string, never>;
  screenRecordingStateChange: { readonly state: "start" | "stop" };
  keyboardHeightChange: { readonly height: number };
  sensor: { readonly sensor: Sensor; readonly value: object };
}

export interface NetworkState {
  readonly networkType: "wifi" | "2g" | "3g" | "4g" | "5g" | "unknown" | "none";
  readonly isConnected: boolean;
}

export interface BatteryState {
  /** Percent. */
  readonly level: number;
  readonly isCharging: boolean;
}

export interface LocationState {
  readonly latitude: number;
  readonly longitude: number;
  readonly speed: number;
  readonly accuracy: number;
  readonly altitude: number;
  readonly verticalAccuracy: number;
  readonly horizontalAccuracy: number;
}

/** Lengths are in CSS pixels and relative to the app's own area. */
export interface SystemFacts {
  readonly brand: string;
  readonly model: string;
  /** Such as `iOS 17.0`. */
  readonly system: string;
  readonly platform: "ios" | "android" | "windows" | "mac" | "devtools" | "ohos";
  readonly language: string;
  readonly theme: "light" | "dark";
  /** Version of the host app. */
  readonly version: string;
  readonly pixelRatio: number;
  readonly screenWidth: number;
  readonly screenHeight: number;
  readonly windowWidth: number;
  /** Without the navigation bar and tab bar of the first page. */
  readonly windowHeight: number;
  readonly statusBarHeight: number;
  /**
   * Heights of the bars. A page without a `custom` navigation bar loses `navigation` pixels, a tab page also `tab`
   * pixels.
   */
  readonly bars?: { readonly navigation: number; readonly tab: number };
  readonly safeArea: Area;
  readonly fontSize: number;
  readonly orientation: "portrait" | "landscape";
  readonly menuButton: Area;
}

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

/** State that a page saves for the next start: JSON text, and until when it is valid in milliseconds since 1970. */
export interface ExitState {
  readonly data: string;
  readonly expireTimeStamp?: number;
}

export interface SystemPreloaded {
  /** States of the last run, by page path. */
  readonly exitStates?: Readonly<Record<string, ExitState>>;
  readonly system?: Partial<SystemFacts>;
  readonly network?: NetworkState;
  readonly battery?: BatteryState;
}
