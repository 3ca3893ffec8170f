/** Accelerometer, gyroscope, orientation and compass, from the browser's device events. */
import type { Sensor } from "../../services/system.ts";
import { ServiceError } from "../../services/index.ts";
import { hostTexts } from "../texts.ts";
import { isNotAllowed, withTap } from "./tap.ts";
import type { ShowModal } from "./ui.ts";

/** iPhones ask the user, and the answer counts for motion and orientation. */
interface AskingEvent {
  requestPermission?(): Promise<"granted" | "denied">;
}

/** What Safari adds to `deviceorientation`: degrees from north, and by how many degrees that may be wrong. */
interface CompassEvent {
  readonly webkitCompassHeading?: number;
  readonly webkitCompassAccuracy?: number;
}

/**
 * Calls `notify` at most every `interval` milliseconds, until `stopped`.
 *
 * @throws ServiceError if the browser has no such events, or the user does not allow them
 */
export async function startMotionSensor(
  sensor: Exclude<Sensor, "location">,
  interval: number,
  notify: (value: object) => void,
  stopped: AbortSignal,
  showModal: ShowModal,
): Promise<void> {
  if (typeof DeviceMotionEvent === "undefined") throw new ServiceError("not supported in this browser");
  await allow(showModal);
  if (stopped.aborted) return;
  let last = 0;
  const listener = (event: Event): void => {
    if (event.timeStamp - last < interval) return;
    const value = sensorValue(sensor, event);
    if (!value) return;
    last = event.timeStamp;
    notify(value);
  };
  const type = eventOf(sensor);
  addEventListener(type, listener);
  stopped.addEventListener("abort", () => removeEventListener(type, listener));
}

async function allow(showModal: ShowModal): Promise<void> {
  const asking = DeviceMotionEvent as AskingEvent;
  if (!asking.requestPermission) return;
  const ask = async (): Promise<string | undefined> => asking.requestPermission?.();
  const answer = await withTap(ask, hostTexts().sensors, showModal).catch((error: unknown) => {
    throw isNotAllowed(error) ? new ServiceError("auth deny") : error;
  });
  if (answer !== "granted") throw new ServiceError("auth deny");
}

function eventOf(sensor: Sensor): string {
  if (sensor === "accelerometer" || sensor === "gyroscope") return "devicemotion";
  // In Chromium, only this one is relative to north.
  const absolute = sensor === "compass" && "ondeviceorientationabsolute" in window;
  return absolute ? "deviceorientationabsolute" : "deviceorientation";
}

/** Undefined if the device has no such sensor: Chromium then raises one event without values. */
function sensorValue(sensor: Sensor, event: Event): object | undefined {
  if (event instanceof DeviceMotionEvent) {
    if (sensor === "accelerometer") return acceleration(event);
    const { alpha, beta, gamma } = event.rotationRate ?? {};
    if (typeof alpha !== "number") return undefined;
    return { x: radians(beta), y: radians(gamma), z: radians(alpha) };
  }
  const { alpha, beta, gamma, webkitCompassHeading, webkitCompassAccuracy } = event as DeviceOrientationEvent &
    CompassEvent;
  if (sensor === "compass" && webkitCompassHeading !== undefined) {
    return { direction: webkitCompassHeading, accuracy: webkitCompassAccuracy ?? "unknow" };
  }
  if (typeof alpha !== "number") return undefined;
  if (sensor === "compass") return { direction: (360 - alpha) % 360, accuracy: "unknow" };
  return { alpha, beta: beta ?? 0, gamma: gamma ?? 0 };
}

/** WeChat reports in g, and -1 for `z` of a phone that lies on its back. Safari's sign is the same, others' the opposite. */
function acceleration({ accelerationIncludingGravity }: DeviceMotionEvent): object | undefined {
  const { x, y, z } = accelerationIncludingGravity ?? {};
  if (typeof x !== "number") return undefined;
  const unit = "requestPermission" in DeviceMotionEvent ? 9.81 : -9.81;
  return { x: x / unit, y: (y ?? 0) / unit, z: (z ?? 0) / unit };
}

function radians(degrees: number | null | undefined): number {
  return ((degrees ?? 0) * Math.PI) / 180;
}
