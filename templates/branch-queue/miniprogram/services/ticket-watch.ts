/** Follows the customer's current number on every page, and notifies when its turn comes near. */
import { fill } from "../design/strings";
import type { Ticket } from "./bank";
import { loadTicket } from "./bank";
import { text } from "./language";

type Listener = (ticket: Ticket | undefined) => void;

const every = 5000;
/** From this many people ahead, it is almost the customer's turn. */
const near = 2;

export type Stage = "none" | "waiting" | "almost" | "called" | "missed";

export function stageOf(ticket: Ticket | undefined): Stage {
  if (!ticket) return "none";
  return ticket.status === "waiting" && ticket.ahead <= near ? "almost" : ticket.status;
}

export type TicketWatch = ReturnType<typeof createTicketWatch>;

export function createTicketWatch() {
  const listeners = new Set<Listener>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let told: Stage = "none";

  const stop = (): void => {
    if (timer !== undefined) clearInterval(timer);
    timer = undefined;
  };

  const look = async (): Promise<void> => {
    const ticket = await loadTicket();
    const stage = stageOf(ticket);
    if (stage !== told) tell(stage, ticket);
    told = stage;
    // Nothing will change after this.
    if (stage === "none" || stage === "missed") stop();
    for (const listener of [...listeners]) listener(ticket);
  };

  return {
    /** Checks now, and then every few seconds while the customer is waiting. */
    start(): Promise<void> {
      if (timer === undefined) timer = setInterval(() => void look(), every);
      return look();
    },
    stop,
    /** @returns a function that removes the listener */
    listen(listener: Listener): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function tell(stage: Stage, ticket: Ticket | undefined): void {
  if (!ticket || (stage !== "almost" && stage !== "called")) return;
  wx.vibrateShort({ type: "heavy", fail() {} });
  const { almost, called, calledText } = text.ticket;
  const title = stage === "almost" ? almost : `${called} ${fill(calledText, { counter: ticket.counter })}`;
  wx.showToast({ title, icon: "none", duration: 4000 });
}
