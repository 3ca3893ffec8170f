/** Clipboard, vibration, phone calls, screen, location and sensors. */
import type { LocationState, Sensor } from "../../services/system.ts";
import { ApiFailure, event, real, standIn } from "../definition.ts";
import type { ApiDefinition, AreaContext } from "../definition.ts";
import { isRecord, number, text } from "../parameters.ts";

/** Milliseconds between two sensor readings for the documented intervals `game`, `ui` and `normal`. */
const intervals: Readonly<Record<string, number>> = { game: 20, ui: 60, normal: 200 };

export function deviceArea(context: AreaContext): ApiDefinition[] {
  const { link } = context;
  return [
    // "When the content has been set, a toast says so."
    real("setClipboardData", { data: "String" }, async ({ data }) => {
      await link.call("device.writeClipboard", { data: text(data) });
      const toast = {
        title: "内容已复制",
        icon: "none",
        image: "",
        duration: 1500,
        mask: false,
        loading: false,
      } as const;
      await link.call("ui.toast", toast).catch(() => undefined);
      return { data };
    }),
    real("getClipboardData", {}, () => link.call("device.readClipboard", {})),
    real("vibrateShort", { type: "String?" }, () => link.call("device.vibrate", { milliseconds: 15 })),
    real("vibrateLong", {}, () => link.call("device.vibrate", { milliseconds: 400 })),
    real("setKeepScreenOn", { keepScreenOn: "Boolean" }, ({ keepScreenOn }) =>
      link.call("device.keepScreenOn", { keep: keepScreenOn === true }),
    ),
    real("getScreenBrightness", {}, () => link.call("device.brightness", {})),
    real("setScreenBrightness", { value: "Number" }, async ({ value }) => {
      const wanted = number(value, -1);
      if (wanted < 0 || wanted > 1)
        throw new ApiFailure("parameter error: value should be between 0 and 1", { errno: 1001 });
      await link.call("device.brightness", { value: wanted });
    }),
    event("KeyboardHeightChange", (emit) => link.on("keyboardHeightChange", emit)),
    ...places(context),
    ...sensors(context),
  ];
}

function places({ link }: AreaContext): ApiDefinition[] {
  const locate = async (options: Readonly<Record<string, unknown>>) => {
    const place = await link.call("device.location", {
      highAccuracy: options["isHighAccuracy"] === true,
      timeout: number(options["highAccuracyExpireTime"], 10_000),
    });
    // "gcj02 is for wx.openLocation": browsers report wgs84, so it must be converted.
    return options["type"] === "gcj02" ? { ...place, ...toGcj02(place.latitude, place.longitude) } : place;
  };
  let updates = "";
  const sensor = (on: boolean, type?: unknown) => {
    if (on) updates = text(type);
    return link.call("device.sensor", { sensor: "location", on, interval: 0 });
  };
  return [
    real("getLocation", { type: "String?" }, locate),
    standIn("getFuzzyLocation", { type: "String?" }, async (options) => {
      const { latitude, longitude } = await locate(options);
      return { latitude: Math.round(latitude * 100) / 100, longitude: Math.round(longitude * 100) / 100 };
    }),
    real("startLocationUpdate", {}, ({ type }) => sensor(true, type ?? "gcj02")),
    real("startLocationUpdateBackground", {}, ({ type }) => sensor(true, type ?? "gcj02")),
    real("stopLocationUpdate", {}, () => sensor(false)),
    event("LocationChange", (emit) =>
      link.on("sensor", (one) => {
        if (one.sensor !== "location") return;
        const place = one.value as LocationState;
        emit(updates === "gcj02" ? { ...place, ...toGcj02(place.latitude, place.longitude) } : place);
      }),
    ),
    event("LocationChangeError", () => () => undefined),
  ];
}

function sensors({ link }: AreaContext): ApiDefinition[] {
  const all: readonly (readonly [name: string, sensor: Sensor, start: string, stop: string])[] = [
    ["AccelerometerChange", "accelerometer", "startAccelerometer", "stopAccelerometer"],
    ["CompassChange", "compass", "startCompass", "stopCompass"],
    ["GyroscopeChange", "gyroscope", "startGyroscope", "stopGyroscope"],
    ["DeviceMotionChange", "deviceMotion", "startDeviceMotionListening", "stopDeviceMotionListening"],
  ];
  return all.flatMap(([name, sensor, start, stop]) => [
    real(start, { interval: "String?" }, ({ interval }) =>
      link.call("device.sensor", { sensor, on: true, interval: intervals[text(interval, "normal")] ?? 200 }),
    ),
    real(stop, {}, () => link.call("device.sensor", { sensor, on: false, interval: 0 })),
    event(name, (emit) =>
      link.on("sensor", (one) => {
        if (one.sensor === sensor && isRecord(one.value)) emit(one.value);
      }),
    ),
  ]);
}

/**
 * Converts wgs84 coordinates to gcj02, which maps in China use. The offset is some hundred metres, computed as a sum of
 * sines over the Krasovsky ellipsoid. Outside China both are the same.
 */
function toGcj02(latitude: number, longitude: number): { latitude: number; longitude: number } {
  if (longitude < 72.004 || longitude > 137.8347 || latitude < 0.8293 || latitude > 55.8271) {
    return { latitude, longitude };
  }
  const [radius, flattening] = [6378245, 0.006693421622965943];
  const [x, y] = [longitude - 105, latitude - 35];
  const wave = (angle: number, a: number, b: number): number =>
    ((a * Math.sin(angle * Math.PI) + b * Math.sin((angle * Math.PI) / 3)) * 2) / 3;
  const root = Math.sqrt(Math.abs(x));
  const ripple = ((20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2) / 3;
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * root +
    ripple +
    wave(y, 20, 40) +
    ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * 2) / 3;
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * root +
    ripple +
    wave(x, 20, 40) +
    ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3;
  const angle = (latitude / 180) * Math.PI;
  const curve = 1 - flattening * Math.sin(angle) ** 2;
  const meridian = ((radius * (1 - flattening)) / (curve * Math.sqrt(curve))) * (Math.PI / 180);
  const parallel = (radius / Math.sqrt(curve)) * Math.cos(angle) * (Math.PI / 180);
  return { latitude: latitude + north / meridian, longitude: longitude + east / parallel };
}
