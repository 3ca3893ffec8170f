export interface Entry {
  readonly id: string;
  /** `2026-03-09` */
  readonly day: string;
  readonly title: string;
  readonly note: string;
  readonly state: "done" | "open";
}

export const entries: readonly Entry[] = [
  { id: "7", day: "2026-03-09", title: "Address changed", note: "14 Harbour Street", state: "done" },
  { id: "6", day: "2026-03-09", title: "Card ordered", note: "Arrives within five days", state: "open" },
  { id: "5", day: "2026-03-06", title: "Statement ready", note: "February 2026", state: "done" },
  { id: "4", day: "2026-03-02", title: "Appointment booked", note: "Old Town, 10:30", state: "open" },
  { id: "3", day: "2026-03-02", title: "Document received", note: "Proof of income", state: "done" },
  { id: "2", day: "2026-02-26", title: "Limit raised", note: "2,000 a day", state: "done" },
  { id: "1", day: "2026-02-20", title: "Signed in on a new phone", note: "Confirmed by you", state: "done" },
];
