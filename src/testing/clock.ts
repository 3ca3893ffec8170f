/** Timers that stand still until a test lets time pass, for test runners without any of their own. */
export interface TestClock {
  /** What scripts see in place of the platform's. */
  readonly timers: {
    setTimeout(task: (...values: never[]) => void, milliseconds?: number, ...values: unknown[]): number;
    clearTimeout(id?: number): void;
    setInterval(task: (...values: never[]) => void, milliseconds?: number, ...values: unknown[]): number;
    clearInterval(id?: number): void;
  };
  /** Runs what is due within so many milliseconds, in order, and lets promises settle in between. */
  advance(milliseconds: number): Promise<void>;
  /** Timers that wait. */
  readonly pending: number;
  /** What time it is for the app, in milliseconds since 1970: what `Date.now()` says there. */
  now(): number;
  /** The app's `Date`; only where the clock was given a time of its own. */
  readonly Date: DateConstructor | undefined;
}

export interface ClockOptions {
  /** What time it is in the beginning; from then on it follows the clock. Without it the app has the machine's time. */
  readonly date?: Date | number | string;
}

interface Timer {
  readonly id: number;
  due: number;
  readonly every: number | undefined;
  readonly run: () => void;
}

/** @throws RangeError if `date` is none */
export function createClock({ date }: ClockOptions = {}): TestClock {
  const timers = new Map<number, Timer>();
  const start = date === undefined ? undefined : new Date(date).getTime();
  if (Number.isNaN(start)) throw new RangeError(`${JSON.stringify(date)} is no date`);
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
    // One that repeats without any wait would never let time pass.
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
  // As real ones do, it tells whole milliseconds.
  const tell = (): number => (start === undefined ? Date.now() : Math.floor(start + now));
  return {
    now: tell,
    Date: start === undefined ? undefined : makeDate(tell),
    timers: {
      setTimeout: (task, milliseconds = 0, ...values) => add(task, milliseconds, false, values),
      clearTimeout: clear,
      setInterval: (task, milliseconds = 0, ...values) => add(task, milliseconds, true, values),
      clearInterval: clear,
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      await settle();
      for (let timer = next(end); timer; timer = next(end)) {
        now = timer.due;
        if (timer.every === undefined) timers.delete(timer.id);
        else timer.due += timer.every;
        timer.run();
        await settle();
      }
      now = end;
    },
    get pending() {
      return timers.size;
    },
  };
}

/** `Date` with another present. What it makes are dates like all others, for the app and for the test. */
function makeDate(now: () => number): DateConstructor {
  return new Proxy(Date, {
    construct: (target, values, made) =>
      Reflect.construct(target, values.length === 0 ? [now()] : values, made) as Date,
    apply: () => new Date(now()).toString(),
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
  });
}

/** Until promises that need no timer have had their turns. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
