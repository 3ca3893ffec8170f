/**
 * The end of a run: waits, within limits, for the calls that the app makes when it is told to end, and for its storage
 * to be written.
 */
import type { Dispatcher } from "./dispatcher.ts";
import type { ServiceArea } from "./services/contract.ts";

/** Milliseconds to wait for a busy app and for its storage; a hanging app must not block the end. */
const busyTimeoutMs = 1_000;
/** Milliseconds to wait for other pending calls, such as requests. */
const callTimeoutMs = 100;

export interface Shutdown {
  readonly handlers: { "pages.closed"(): void };
  /** Call it after the app has been told to end. Resolves when the run may be torn down. */
  finish(dispatcher: Pick<Dispatcher, "idle">, services: Pick<ServiceArea, "stored">): Promise<void>;
}

export function createShutdown(): Shutdown {
  let resolveClosed = (): void => {};
  const closed = new Promise<void>((resolve) => (resolveClosed = resolve));
  return {
    handlers: { "pages.closed": () => resolveClosed() },
    async finish(dispatcher, services) {
      await within(busyTimeoutMs, closed);
      await within(callTimeoutMs, dispatcher.idle());
      await within(busyTimeoutMs, Promise.resolve(services.stored?.()));
    },
  };
}

async function within(milliseconds: number, what: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([what, late]);
  clearTimeout(timer);
}
