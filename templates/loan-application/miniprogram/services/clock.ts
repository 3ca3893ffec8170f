/** The one place that asks the device for the time, so that a test or a demo can stand in for it. */
export const now = (): number => Date.now();
