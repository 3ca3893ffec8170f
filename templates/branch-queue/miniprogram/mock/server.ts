/**
 * A bank's queue server, as a module. It knows only its rows, which `store` keeps, and the time from `now`. The same rows
 * at the same time give the same answers, so a restart changes nothing and a test can control the time.
 */
import { addDays } from "../design/strings";
import { opening } from "../services/places";
import { bankTime, timeOf, weekdayOf } from "../services/time";
import { branches, services } from "./branches";
import type { Branch, ServiceId } from "./branches";

export interface Appointment {
  readonly id: string;
  readonly branchId: string;
  readonly service: ServiceId;
  readonly day: string;
  /** Minutes since midnight. */
  readonly minute: number;
  readonly phone: string;
}

export interface Slot {
  readonly minute: number;
  readonly isFree: boolean;
}

interface TicketRow {
  readonly id: string;
  readonly branchId: string;
  readonly service: ServiceId;
  readonly takenAt: number;
  readonly count: number;
  readonly ahead: number;
}

export interface Ticket {
  readonly id: string;
  readonly branchId: string;
  readonly service: ServiceId;
  /** `A037` */
  readonly number: string;
  readonly status: "waiting" | "called" | "missed";
  /** People who are called first. */
  readonly ahead: number;
  readonly aheadAtFirst: number;
  /** Estimated waiting time, rounded up. */
  readonly minutes: number;
  /** The number that the counters are serving now. */
  readonly serving: string;
  readonly counter: number;
}

export interface Rows {
  appointments: Appointment[];
  ticket?: TicketRow;
  /** Last id that was assigned. */
  last: number;
}

export interface Store {
  load(): Rows | undefined;
  save(rows: Rows): void;
}

export type Refusal = "closed" | "taken" | "past" | "tooMany" | "hasTicket" | "unknown";

/** Why the server refused a request. */
export class ServerError extends Error {
  readonly reason: Refusal;

  constructor(reason: Refusal) {
    super(reason);
    this.reason = reason;
  }
}

const slotLength = 30;
/** How many days ahead appointments can be booked. */
export const bookableDays = 14;
const appointmentLimit = 3;
/** How long a counter waits for a called number, in milliseconds. */
const patience = 180_000;

export type Server = ReturnType<typeof createServer>;

export function createServer({ now, store }: { readonly now: () => number; readonly store: Store }) {
  const rows = (): Rows => store.load() ?? { appointments: [], last: 0 };
  const upcoming = (): Appointment[] => {
    const { day, minute } = bankTime(now());
    return rows()
      .appointments.filter((one) => one.day > day || (one.day === day && one.minute + slotLength > minute))
      .sort((a, b) => timeOf(a.day, a.minute) - timeOf(b.day, b.minute));
  };

  return {
    /** Waiting time of a customer who arrives now, over all counters of the branch; 0 while it is closed. */
    waiting(branchId: string): { readonly people: number; readonly minutes: number } {
      const branch = branchOf(branchId);
      if (!opening(branch, now()).isOpen) return { people: 0, minutes: 0 };
      const people = load(branch, now()) * branch.counters;
      return { people, minutes: Math.ceil((people * 120) / branch.counters / 60) };
    },

    /** Slots of one day. */
    slots(branchId: string, service: ServiceId, day: string): Slot[] {
      const hours = branchOf(branchId).hours[weekdayOf(day)];
      const today = bankTime(now());
      if (!hours || day < today.day || day > addDays(today.day, bookableDays)) return [];
      const mine = rows().appointments.filter((one) => one.branchId === branchId && one.day === day);
      const slots: Slot[] = [];
      for (let minute = hours[0]; minute + slotLength <= hours[1]; minute += slotLength) {
        if (day === today.day && minute <= today.minute) continue;
        const isTaken = noise(branchId, service, day, minute) < 0.35 || mine.some((one) => one.minute === minute);
        slots.push({ minute, isFree: !isTaken });
      }
      return slots;
    },

    book(wanted: Omit<Appointment, "id">): Appointment {
      const { branchId, service, day, minute } = wanted;
      const before = rows();
      if (upcoming().length >= appointmentLimit) throw new ServerError("tooMany");
      if (timeOf(day, minute) <= now()) throw new ServerError("past");
      const slot = this.slots(branchId, service, day).find((one) => one.minute === minute);
      if (!slot?.isFree) throw new ServerError("taken");
      const appointment = { ...wanted, id: `K${1000 + before.last + 1}` };
      store.save({ ...before, last: before.last + 1, appointments: [...before.appointments, appointment] });
      return appointment;
    },

    /** Upcoming appointments, the next one first. */
    appointments: upcoming,

    cancel(id: string): void {
      const before = rows();
      store.save({ ...before, appointments: before.appointments.filter((one) => one.id !== id) });
    },

    takeNumber(branchId: string, service: ServiceId): Ticket {
      const branch = branchOf(branchId);
      const time = now();
      if (this.ticket()) throw new ServerError("hasTicket");
      if (!opening(branch, time).isOpen || !branch.services.includes(service)) throw new ServerError("closed");
      const before = rows();
      const ticket: TicketRow = {
        id: `Q${before.last + 1}`,
        branchId,
        service,
        takenAt: time,
        count: 12 + Math.floor(noise(branchId, service, bankTime(time).day, 0) * 60) + before.last,
        ahead: 2 + load(branch, time),
      };
      store.save({ ...before, last: before.last + 1, ticket });
      return stateOf(ticket, time);
    },

    /** The customer's current number, if any. */
    ticket(): Ticket | undefined {
      const { ticket } = rows();
      return ticket && stateOf(ticket, now());
    },

    /** Returns the number, or marks it as used. */
    leave(): void {
      const { ticket, ...others } = rows();
      if (ticket) store.save(others);
    },
  };
}

function branchOf(id: string): Branch {
  const branch = branches.find((one) => one.id === id);
  if (!branch) throw new ServerError("unknown");
  return branch;
}

/** The customers ahead are called one after the other, each after an individual time. */
function stateOf({ id, branchId, service, takenAt, count, ahead: first }: TicketRow, time: number): Ticket {
  const { letter, seconds } = services[service];
  const { counters } = branchOf(branchId);
  const each = (index: number) => (seconds * 1000 * (0.7 + 0.6 * noise(id, branchId, service, index))) / counters;
  let ahead = first;
  let calledAt = takenAt;
  for (let i = 0; i < first; i++) {
    calledAt += each(i);
    if (calledAt <= time) ahead--;
  }
  const isCalled = ahead === 0;
  const numberOf = (value: number) => `${letter}${String(value).padStart(3, "0")}`;
  return {
    id,
    branchId,
    service,
    number: numberOf(count),
    status: !isCalled ? "waiting" : time < calledAt + patience ? "called" : "missed",
    ahead,
    aheadAtFirst: first,
    minutes: Math.ceil(Math.max(0, calledAt - time) / 60_000),
    serving: numberOf(count - ahead),
    counter: 1 + (count % counters),
  };
}

/** People per counter: more around noon. */
function load({ id }: Branch, time: number): number {
  const { day, minute } = bankTime(time);
  const noon = Math.max(0, 3 - Math.abs(minute - 750) / 60);
  return Math.round(noon + 2 * noise(id, day, Math.floor(minute / 20)));
}

/** 0 to 1; the same values always give the same result. */
function noise(...values: readonly (string | number)[]): number {
  let hash = 2_166_136_261;
  for (const char of values.join(" ")) hash = Math.imul(hash ^ char.charCodeAt(0), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_507);
  return ((hash ^ (hash >>> 13)) >>> 0) / 4_294_967_296;
}
