/** The bank's side, as a module. It knows only what it has received, which `store` keeps, and the time from `now`. */
export interface Application {
  readonly draftId: string;
  /** Cents. */
  readonly amount: number;
  readonly months: number;
  readonly name: string;
  readonly pictures: readonly string[];
  /** Time of each consent, by name, in milliseconds since 1970. */
  readonly consents: Readonly<Record<string, number>>;
}

export interface Received {
  readonly reference: string;
  readonly amount: number;
  readonly months: number;
  readonly receivedAt: number;
  readonly status: "received" | "checking";
}

interface Row extends Omit<Received, "status"> {
  readonly draftId: string;
}

export interface Rows {
  readonly applications: readonly Row[];
  /** Ids of the pictures received. */
  readonly pictures: readonly string[];
}

export interface Store {
  load(): Rows | undefined;
  save(rows: Rows): void;
}

export type Refusal = "offline" | "tooBig" | "incomplete" | "unknown";

/** Why the server refused a request. */
export class ServerError extends Error {
  readonly reason: Refusal;

  constructor(reason: Refusal) {
    super(reason);
    this.reason = reason;
  }
}

export const pictureLimit = 8 * 1024 * 1024;
/** Time until the bank starts checking an application, in milliseconds. */
const patience = 120_000;

export function createServer({ now, store }: { readonly now: () => number; readonly store: Store }) {
  const rows = (): Rows => store.load() ?? { applications: [], pictures: [] };
  return {
    /** @param size in bytes @returns the id of the picture */
    takePicture(size: number): string {
      if (size > pictureLimit) throw new ServerError("tooBig");
      const before = rows();
      const id = `P${before.pictures.length + 1}`;
      store.save({ ...before, pictures: [...before.pictures, id] });
      return id;
    },

    /** Sending twice creates one application and returns the same reference. */
    submit(application: Application): Received {
      const before = rows();
      const known = before.applications.find(({ draftId }) => draftId === application.draftId);
      if (known) return publicOf(known, now());
      const isComplete =
        application.pictures.length === 2 &&
        application.pictures.every((id) => before.pictures.includes(id)) &&
        ["terms", "credit"].every((consent) => application.consents[consent] !== undefined);
      if (!isComplete) throw new ServerError("incomplete");
      const { draftId, amount, months } = application;
      const receivedAt = now();
      const row = {
        draftId,
        amount,
        months,
        receivedAt,
        reference: referenceOf(receivedAt, before.applications.length),
      };
      store.save({ ...before, applications: [...before.applications, row] });
      return publicOf(row, receivedAt);
    },

    /** Newest first. */
    applications(): Received[] {
      return rows()
        .applications.map((row) => publicOf(row, now()))
        .reverse();
    },
  };
}

function publicOf({ reference, amount, months, receivedAt }: Row, time: number): Received {
  return { reference, amount, months, receivedAt, status: time - receivedAt < patience ? "received" : "checking" };
}

/** `KL-260309-0017-4`: the day, a number, and a check digit. */
function referenceOf(time: number, count: number): string {
  const day = new Date(time + 8 * 3_600_000).toISOString().slice(2, 10).replace(/-/g, "");
  const number = String(17 + count).padStart(4, "0");
  const sum = [...(day + number)].reduce((all, digit, index) => all + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return `KL-${day}-${number}-${(10 - (sum % 10)) % 10}`;
}
