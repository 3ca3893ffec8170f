/** The end of a run: what the app asks for when it hears of it is done, and what it stores is there for the next run. */
import type { Dispatcher } from "./dispatcher.ts";
import type { ServiceArea } from "./services/contract.ts";

/** Milliseconds for an app that is busy; one that never ends is not waited for longer. */
const patience = 1_000;
/** Milliseconds for what is not stored: requests, for instance, that are under way. */
const moment = 100;

export interface LastWords {
  readonly handlers: { "pages.closed"(): void };
  /** To be called when the app has been told that it ends; resolves when it may be taken away. */
  heard(dispatcher: Pick<Dispatcher, "idle">, services: Pick<ServiceArea, "stored">): Promise<void>;
}

export function createLastWords(): LastWords {
  let tell = (): void => {};
  const closed = new Promise<void>((resolve) => (tell = resolve));
  return {
    handlers: { "pages.closed": () => tell() },
    async heard(dispatcher, services) {
      await within(patience, closed);
      await within(moment, dispatcher.idle());
      await within(patience, Promise.resolve(services.stored?.()));
    },
  };
}

async function within(milliseconds: number, what: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([what, late]);
  clearTimeout(timer);
}
