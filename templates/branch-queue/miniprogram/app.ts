import { createTicketWatch } from "./services/ticket-watch";
import type { TicketWatch } from "./services/ticket-watch";

export interface QueueApp {
  tickets: TicketWatch;
}

App<QueueApp>({
  tickets: createTicketWatch(),

  onShow() {
    void this.tickets.start();
  },

  onHide() {
    this.tickets.stop();
  },
});
