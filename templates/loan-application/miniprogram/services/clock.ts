/** The only place that reads the device's time, so that a test or a demo can replace it. */
export const now = (): number => Date.now();
