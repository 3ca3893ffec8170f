import type { QueueApp } from "../../app";
import { fill } from "../../design/strings";
import { leaveQueue, loadBranch } from "../../services/bank";
import type { Ticket } from "../../services/bank";
import { language, text } from "../../services/language";
import { isLarge } from "../../services/settings";
import { stageOf } from "../../services/ticket-watch";
import type { Stage } from "../../services/ticket-watch";

Page({
  data: {
    t: text.ticket,
    large: false,
    isLoaded: false,
    stage: "none" as Stage,
    ticket: null as Ticket | null,
    title: "",
    note: "",
    percent: 0,
    progress: "",
    wait: "",
    people: "",
    branch: "",
    address: "",
    service: "",
  },
  stopListening: undefined as (() => void) | undefined,

  onLoad() {
    void wx.setNavigationBarTitle({ title: text.ticket.title });
  },

  onShow() {
    const { tickets } = getApp<QueueApp>();
    this.setData({ large: isLarge() });
    this.stopListening = tickets.listen((ticket) => void this.show(ticket));
    return tickets.start();
  },

  onHide() {
    this.stopListening?.();
  },

  onUnload() {
    this.stopListening?.();
  },

  async show(ticket: Ticket | undefined) {
    const { t } = this.data;
    const stage = stageOf(ticket);
    if (!ticket || stage === "none") return this.setData({ isLoaded: true, stage, ticket: null });
    const branch = await loadBranch(ticket.branchId);
    const all = ticket.aheadAtFirst;
    const done = all - ticket.ahead;
    this.setData({
      isLoaded: true,
      stage,
      ticket,
      title: { waiting: t.waiting, almost: t.almost, called: t.called, missed: t.missed }[stage],
      note: {
        waiting: t.relax,
        almost: fill(t.almostText, { count: ticket.ahead }),
        called: fill(t.calledText, { counter: ticket.counter }),
        missed: t.missedText,
      }[stage],
      percent: Math.round((100 * done) / all),
      progress: fill(t.progress, { done, all }),
      wait: fill(t.minutes, { minutes: ticket.minutes }),
      people: fill(t.people, { count: ticket.ahead }),
      branch: branch?.name[language] ?? "",
      address: branch?.address[language] ?? "",
      service: text.services[ticket.service].name,
    });
  },

  async onLeave() {
    const { t } = this.data;
    const { confirm } = await wx.showModal({
      title: t.leaveQuestion,
      content: t.leaveText,
      confirmText: t.leaveNow,
      cancelText: t.stay,
    });
    if (confirm) await this.end();
  },

  async onDone() {
    await this.end();
  },

  async end() {
    await leaveQueue();
    await getApp<QueueApp>().tickets.start();
    void wx.switchTab({ url: "/pages/branches/branches" });
  },

  onFind() {
    void wx.switchTab({ url: "/pages/branches/branches" });
  },

  /** The number was missed: back to the branch, where the customer can take a new one. */
  async onNewOne() {
    const id = this.data.ticket?.branchId;
    await leaveQueue();
    await getApp<QueueApp>().tickets.start();
    void wx.redirectTo({ url: `/pages/branch/branch?id=${id}` });
  },
});
