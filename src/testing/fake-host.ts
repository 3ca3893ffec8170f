/** A host for tests: it shows pages immediately. Other services are answered by the test's mocks or rejected. */
import { ServiceError } from "../runtime/services/index.ts";
import type { HostEvents, HostLink, ServiceAnswer } from "../runtime/services/index.ts";

/** The test's answers, by service: a function from the argument to the result (or a promise of it). */
export type ServiceMocks = Readonly<Record<string, (argument: never) => unknown>>;

export interface ServiceRecord {
  readonly service: string;
  readonly argument: unknown;
}

export interface FakeHost extends HostLink {
  /** Every service call, in order. */
  readonly asked: ServiceRecord[];
  /** Sends an event from the host to the app. */
  raise<E extends keyof HostEvents>(event: E, detail: HostEvents[E]): void;
}

/** @param mocks answers of services; other services are rejected with "not supported" */
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

/** A page becomes visible later than its first content is rendered. */
async function shown(): Promise<void> {
  for (let i = 0; i < 5; i++) await Promise.resolve();
}
