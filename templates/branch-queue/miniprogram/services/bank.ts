/** Data access for the pages. It uses the mock server; replace that with calls of `wx.request`. */
import { branches } from "../mock/branches";
import type { Branch, ServiceId } from "../mock/branches";
import { createServer } from "../mock/server";
import type { Appointment, Refusal, Rows, Slot, Ticket } from "../mock/server";
import { now } from "./clock";

export type { Appointment, Refusal, Slot, Ticket } from "../mock/server";

const key = "mock-server";

const server = createServer({
  now,
  store: {
    load: () => (wx.getStorageSync(key) as Rows | "") || undefined,
    save: (rows) => wx.setStorageSync(key, rows),
  },
});

export const loadBranches = async (): Promise<readonly Branch[]> => branches;

export const loadBranch = async (id: string): Promise<Branch | undefined> => branches.find((one) => one.id === id);

export const loadWaiting = async (branchId: string) => server.waiting(branchId);

export const loadSlots = async (branchId: string, service: ServiceId, day: string): Promise<Slot[]> =>
  server.slots(branchId, service, day);

/** Rejects with an error that has a `reason`. */
export const book = async (wanted: Omit<Appointment, "id">): Promise<Appointment> => server.book(wanted);

export const loadAppointments = async (): Promise<Appointment[]> => server.appointments();

export const cancelAppointment = async (id: string): Promise<void> => server.cancel(id);

/** Rejects with an error that has a `reason`. */
export const takeNumber = async (branchId: string, service: ServiceId): Promise<Ticket> =>
  server.takeNumber(branchId, service);

export const loadTicket = async (): Promise<Ticket | undefined> => server.ticket();

export const leaveQueue = async (): Promise<void> => server.leave();

/** The bank's reason for a refusal, from any thrown value. */
export function reasonOf(error: unknown): Refusal {
  return (error as { reason?: Refusal }).reason ?? "unknown";
}
