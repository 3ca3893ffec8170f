import { beforeEach, describe, expect, test } from "vitest";
import { branches, serviceIds } from "../miniprogram/mock/branches";
import { createServer, ServerError } from "../miniprogram/mock/server";
import type { Rows, Server } from "../miniprogram/mock/server";
import { distance, nearest, opening } from "../miniprogram/services/places";
import { bankTime, timeOf } from "../miniprogram/services/time";

/** Monday, 10:00. */
const monday = timeOf("2026-03-09", 600);
const oldTown = branches[0]!;

const copy = (value: Rows | undefined) => value && (JSON.parse(JSON.stringify(value)) as Rows);

let time = monday;
let rows: Rows | undefined;
let server: Server;

/** As after a restart: only stored data remains. */
const start = () =>
  createServer({
    now: () => time,
    store: { load: () => copy(rows), save: (next) => (rows = copy(next)) },
  });

beforeEach(() => {
  time = monday;
  rows = undefined;
  server = start();
});

const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof ServerError) return error.reason;
    throw error;
  }
  return "none";
};

test("the bank's time is UTC+8 on every phone", () => {
  expect(bankTime(Date.parse("2026-03-08T16:30:00Z"))).toEqual({ day: "2026-03-09", weekday: 1, minute: 30 });
  expect(timeOf("2026-03-09", 30)).toBe(Date.parse("2026-03-08T16:30:00Z"));
});

describe("places", () => {
  test("the nearest come first, filtered by service", () => {
    const near = nearest(branches, oldTown);
    expect(near[0]).toEqual({ branch: oldTown, metres: 0 });
    expect(near.map(({ metres }) => metres)).toEqual(near.map(({ metres }) => metres).toSorted((a, b) => a - b));
    const loans = nearest(branches, oldTown, "loans").map(({ branch }) => branch);
    expect(loans.length).toBeLessThan(branches.length);
    expect(loans.every(({ services }) => services.includes("loans"))).toBe(true);
    for (const service of serviceIds) expect(nearest(branches, oldTown, service)).not.toEqual([]);
  });

  test("distances follow the earth's surface", () => {
    const [equator, east] = [
      { latitude: 0, longitude: 0 },
      { latitude: 0, longitude: 1 },
    ];
    expect(distance(equator, east)).toBeCloseTo(111_195, -1);
  });

  test.each([
    ["before it opens", timeOf("2026-03-09", 539), { isOpen: false, minute: 540, inDays: 0 }],
    ["when it opens", timeOf("2026-03-09", 540), { isOpen: true, minute: 1020, inDays: 0 }],
    ["when it closes", timeOf("2026-03-09", 1020), { isOpen: false, minute: 540, inDays: 1 }],
    ["on Saturday afternoon", timeOf("2026-03-14", 961), { isOpen: false, minute: 540, inDays: 2 }],
  ])("open or closed: %s", (_when, at, expected) => {
    expect(opening(oldTown, at)).toMatchObject(expected);
  });

  test("a branch that never opens has no next opening time", () => {
    expect(opening({ hours: Array(7).fill(null) }, monday)).toMatchObject({ isOpen: false, minute: 0 });
  });
});

describe("appointments", () => {
  const wanted = { branchId: "old-town", service: "loans", day: "2026-03-10", phone: "13800000000" } as const;
  const free = (day = wanted.day as string) =>
    server.slots("old-town", "loans", day).find(({ isFree }) => isFree)!.minute;

  test("slots are within opening hours, and today's past slots are gone", () => {
    const tomorrow = server.slots("old-town", "loans", "2026-03-10");
    expect([tomorrow[0]?.minute, tomorrow.at(-1)?.minute]).toEqual([540, 990]);
    expect(tomorrow.some(({ isFree }) => !isFree)).toBe(true);
    expect(server.slots("old-town", "loans", "2026-03-09")[0]?.minute).toBe(630);
    expect(server.slots("old-town", "loans", "2026-03-15")).toEqual([]);
    expect(server.slots("old-town", "loans", "2026-03-08")).toEqual([]);
    expect(server.slots("old-town", "loans", "2026-03-30")).toEqual([]);
  });

  test("a booked slot survives a restart and is not given twice", () => {
    const minute = free();
    const booked = server.book({ ...wanted, minute });
    server = start();
    expect(server.appointments()).toEqual([booked]);
    expect(refusal(() => server.book({ ...wanted, minute }))).toBe("taken");
    server.cancel(booked.id);
    expect(server.appointments()).toEqual([]);
    expect(server.book({ ...wanted, minute }).id).not.toBe(booked.id);
  });

  test("at most three, none in the past, and they disappear when they are over", () => {
    expect(refusal(() => server.book({ ...wanted, day: "2026-03-09", minute: 540 }))).toBe("past");
    for (const day of ["2026-03-12", "2026-03-10", "2026-03-11"]) server.book({ ...wanted, day, minute: free(day) });
    expect(refusal(() => server.book({ ...wanted, day: "2026-03-13", minute: free("2026-03-13") }))).toBe("tooMany");
    expect(server.appointments().map(({ day }) => day)).toEqual(["2026-03-10", "2026-03-11", "2026-03-12"]);
    time = timeOf("2026-03-11", 0);
    expect(server.appointments()).toHaveLength(2);
  });
});

describe("a number", () => {
  test("moves forward until it is called, never back; the estimate follows", () => {
    const first = server.takeNumber("old-town", "cash");
    expect(first).toMatchObject({ status: "waiting", branchId: "old-town", service: "cash" });
    expect(first.number).toMatch(/^A\d{3}$/);
    expect(first.ahead).toBeGreaterThan(1);
    let before = first;
    while (before.status === "waiting") {
      time += 5000;
      const next = server.ticket()!;
      expect(next.ahead).toBeLessThanOrEqual(before.ahead);
      expect(next.minutes).toBeLessThanOrEqual(before.minutes);
      expect(Number(next.serving.slice(1)) + next.ahead).toBe(Number(next.number.slice(1)));
      before = next;
    }
    expect(before).toMatchObject({ status: "called", ahead: 0, minutes: 0, serving: first.number });
    expect(time - monday).toBeLessThanOrEqual(first.minutes * 60_000);
    time += 180_000;
    expect(server.ticket()?.status).toBe("missed");
  });

  test("survives a restart without losing its place", () => {
    server.takeNumber("riverside", "exchange");
    time += 60_000;
    const before = server.ticket();
    server = start();
    expect(server.ticket()).toEqual(before);
  });

  test("only one at a time, and none if the branch is closed or does not offer the service", () => {
    expect(refusal(() => server.takeNumber("old-town", "advice"))).toBe("closed");
    server.takeNumber("old-town", "cash");
    expect(refusal(() => server.takeNumber("station", "cash"))).toBe("hasTicket");
    server.leave();
    expect(server.ticket()).toBeUndefined();
    time = timeOf("2026-03-15", 600);
    expect(refusal(() => server.takeNumber("old-town", "cash"))).toBe("closed");
    expect(refusal(() => server.takeNumber("moon", "cash"))).toBe("unknown");
  });

  test("nobody waits at a closed branch", () => {
    expect(server.waiting("old-town").minutes).toBeGreaterThanOrEqual(0);
    time = timeOf("2026-03-15", 600);
    expect(server.waiting("old-town")).toEqual({ people: 0, minutes: 0 });
  });
});
