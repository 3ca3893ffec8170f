/**
 * The event channel between two pages: the opener and the page it opened. Events emitted before there is a listener
 * wait for the first one, because `success` of `navigateTo` may run before the new page's `onLoad` has added any.
 */
export type ChannelListener = (...values: unknown[]) => void;

export type { EventChannel };

/** Called with errors thrown by listeners. */
type Report = (error: unknown, during: string) => void;

/** Creates the two ends of a channel; `events` are the opener's first listeners. */
export function openChannel(events: unknown, report: Report): [opener: EventChannel, opened: EventChannel] {
  const pair = EventChannel.pair(report);
  for (const [name, listener] of Object.entries((events ?? {}) as object))
    pair[0].on(name, listener as ChannelListener);
  return pair;
}

/** The end for a page that no page opened: it has no other side. */
export function loneChannel(report: Report): EventChannel {
  return new EventChannel(report);
}

class EventChannel {
  readonly #listeners = new Map<string, { readonly listener: ChannelListener; readonly once: boolean }[]>();
  readonly #waiting = new Map<string, unknown[][]>();
  /** The other end. Each end receives what the other emits. */
  #other: EventChannel | undefined = undefined;
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  static pair(report: Report): [EventChannel, EventChannel] {
    const opener = new EventChannel(report);
    const opened = new EventChannel(report);
    opener.#other = opened;
    opened.#other = opener;
    return [opener, opened];
  }

  emit(name: string, ...values: unknown[]): void {
    const other = this.#other;
    if (other) other.#hear(name, values);
  }

  on(name: string, listener: ChannelListener): void {
    this.#add(name, listener, false);
  }

  once(name: string, listener: ChannelListener): void {
    this.#add(name, listener, true);
  }

  /** Removes a listener, or all listeners of the event if none is given. */
  off(name: string, listener?: ChannelListener): void {
    const kept = listener ? this.#listeners.get(name)?.filter((one) => one.listener !== listener) : undefined;
    if (kept && kept.length > 0) this.#listeners.set(name, kept);
    else this.#listeners.delete(name);
  }

  #add(name: string, listener: ChannelListener, once: boolean): void {
    if (typeof listener !== "function") return;
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), { listener, once }]);
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    for (const values of waiting ?? []) this.#hear(name, values);
  }

  #hear(name: string, values: unknown[]): void {
    const listeners = this.#listeners.get(name);
    if (!listeners) {
      this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), values]);
      return;
    }
    for (const { listener, once } of listeners) {
      if (once) this.off(name, listener);
      try {
        listener(...values);
      } catch (error) {
        this.#report(error, "a listener of an event channel");
      }
    }
  }
}
