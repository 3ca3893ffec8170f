/** The user's position, or the city centre if it is unknown. */
import { cityCentre } from "../mock/branches";
import type { Place } from "./places";

export interface Whereabouts extends Place {
  readonly isKnown: boolean;
}

export async function whereAmI(): Promise<Whereabouts> {
  try {
    const { latitude, longitude } = await wx.getLocation({ type: "gcj02" });
    return { latitude, longitude, isKnown: true };
  } catch {
    return { ...cityCentre, isKnown: false };
  }
}

/** Asks again. After a refusal `getLocation` no longer asks, so this opens the settings. */
export async function askAgain(): Promise<Whereabouts> {
  const first = await whereAmI();
  if (first.isKnown) return first;
  const allowed = await wx.openSetting().then(
    ({ authSetting }) => authSetting["scope.userLocation"] === true,
    () => false,
  );
  return allowed ? whereAmI() : first;
}
