/** A host for tests: pages are shown at once, and what else it is asked for a test answers, or it is refused. */
import { ServiceError } from "../runtime/services/index.ts";
import type { HostEvents, HostLink, ServiceAnswer } from "../runtime/services/index.ts";

/** What a test answers services with: by name, the argument in, the result (or a promise of it) out. */
export type ServiceMocks = Readonly<Record<string, (argument: never) => unknown>>;

export interface ServiceRecord {
  readonly service: string;
  readonly argument: unknown;
}

export interface FakeHost extends HostLink {
  /** Everything that was asked for, in order. */
  readonly asked: ServiceRecord[];
  /** Tells the app what a host tells it. */
  raise<E extends keyof HostEvents>(event: E, detail: HostEvents[E]): void;
}

export function createFakeHost(mocks: ServiceMocks = {}): FakeHost {
  const asked: ServiceRecord[] = [];
  const listeners = new Map<string, Set<(detail: never) => void>>();
  return {
    asked,
    call: ((service: string, argument: unknown) => {
      asked.push({ service, argument });
      const mock = Object.hasOwn(mocks, service) ? mocks[service] : undefined;
      const answer = mock
        ? Promise.resolve(argument as never).then(mock)
        : service.startsWith("page.")
          ? shown()
          : Promise.reject(new ServiceError("not supported"));
      return Object.assign(answer, { abort: () => {} }) as ServiceAnswer<never>;
    }) as HostLink["call"],
    on(event, listener) {
      const there = listeners.get(event) ?? new Set();
      listeners.set(event, there.add(listener));
      return () => there.delete(listener);
    },
    raise(event, detail) {
      for (const listener of Array.from(listeners.get(event) ?? [])) listener(detail as never);
    },
  };
}

/** A page takes longer to come into sight than its first content to be drawn. */
async function shown(): Promise<void> {
  for (let i = 0; i < 5; i++) await Promise.resolve();
}
