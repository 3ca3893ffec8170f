/** Timers that stand still until a test advances them, for test runners without fake timers of their own. */
export interface TestClock {
  /** Replacements for the platform's timers in scripts. */
  readonly timers: {
    setTimeout(task: (...values: never[]) => void, milliseconds?: number, ...values: unknown[]): number;
    clearTimeout(id?: number): void;
    setInterval(task: (...values: never[]) => void, milliseconds?: number, ...values: unknown[]): number;
    clearInterval(id?: number): void;
  };
  /** Runs the timers that are due within this time, in order. Promises settle in between. */
  advance(milliseconds: number): Promise<void>;
  /** Number of waiting timers. */
  readonly pending: number;
  /** The app's current time in milliseconds since 1970: the result of `Date.now()` there. */
  now(): number;
  /** The app's `Date`; only if the clock was created with a `date`. */
  readonly Date: DateConstructor | undefined;
}

export interface ClockOptions {
  /** The initial time; from then on it follows the clock. Without it, the app has the machine's time. */
  readonly date?: Date | number | string;
}

interface Timer {
  readonly id: number;
  due: number;
  readonly every: number | undefined;
  readonly run: () => void;
}

/**
 * Creates a clock.
 * @throws RangeError if `date` is invalid
 */
export function createClock({ date }: ClockOptions = {}): TestClock {
  const timers = new Map<number, Timer>();
  const start = date === undefined ? undefined : new Date(date).getTime();
  if (Number.isNaN(start)) throw new RangeError(`${JSON.stringify(date)} is not a valid date`);
  let now = 0;
  let last = 0;
  const add = (
    task: (...values: never[]) => void,
    milliseconds: number,
    repeat: boolean,
    values: unknown[],
  ): number => {
    const wait = Math.max(0, Number(milliseconds) || 0);
    const id = ++last;
    // At least 1 ms: with 0, time would never advance.
    const every = repeat ? Math.max(1, wait) : undefined;
    timers.set(id, { id, due: now + wait, every, run: () => task(...(values as never[])) });
    return id;
  };
  const clear = (id?: number): void => {
    if (id !== undefined) timers.delete(id);
  };
  const next = (end: number): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers.values()) {
      if (timer.due <= end && (!first || timer.due < first.due)) first = timer;
    }
    return first;
  };
  // Whole milliseconds, like a real clock.
  const currentTime = (): number => (start === undefined ? Date.now() : Math.floor(start + now));
  return {
    now: currentTime,
    Date: start === undefined ? undefined : makeDate(currentTime),
    timers: {
      setTimeout: (task, milliseconds = 0, ...values) => add(task, milliseconds, false, values),
      clearTimeout: clear,
      setInterval: (task, milliseconds = 0, ...values) => add(task, milliseconds, true, values),
      clearInterval: clear,
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      await settlePromises();
      for (let timer = next(end); timer; timer = next(end)) {
        now = timer.due;
        if (timer.every === undefined) timers.delete(timer.id);
        else timer.due += timer.every;
        timer.run();
        await settlePromises();
      }
      now = end;
    },
    get pending() {
      return timers.size;
    },
  };
}

/** `Date` with another current time. The objects it creates are ordinary dates, for the app and for the test. */
function makeDate(now: () => number): DateConstructor {
  return new Proxy(Date, {
    construct: (target, values, made) =>
      Reflect.construct(target, values.length === 0 ? [now()] : values, made) as Date,
    apply: () => new Date(now()).toString(),
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
  });
}

/** Waits until promises that need no timer have settled. */
export async function settlePromises(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
