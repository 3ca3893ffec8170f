import type { QueueApp } from "../../app";
import { common, choose, fill } from "../../design/strings";
import { serviceIds } from "../../mock/branches";
import type { Branch, ServiceId } from "../../mock/branches";
import { loadBranches, loadWaiting } from "../../services/bank";
import type { Ticket } from "../../services/bank";
import { text } from "../../services/language";
import { askAgain, whereAmI } from "../../services/location";
import type { Whereabouts } from "../../services/location";
import { nearest } from "../../services/places";
import type { NearBranch } from "../../services/places";
import { isLarge } from "../../services/settings";
import { translateTabs } from "../../services/tabs";
import { stageOf } from "../../services/ticket-watch";
import { cardOf } from "../../services/words";
import type { BranchCard } from "../../services/words";

type Filter = ServiceId | "all";

const filters = [
  { id: "all", name: text.branches.all },
  ...serviceIds.map((id) => ({ id, name: text.services[id].name })),
];

Page({
  data: {
    t: text.branches,
    large: false,
    filters,
    filter: "all" as Filter,
    view: "list" as "list" | "map",
    isLoaded: false,
    isKnown: true,
    count: "",
    cards: [] as BranchCard[],
    here: { latitude: 0, longitude: 0 },
    markers: [] as object[],
    chosen: null as BranchCard | null,
    ticket: null as (Ticket & { stage: string; label: string; note: string }) | null,
  },
  all: [] as readonly Branch[],
  here: undefined as Whereabouts | undefined,
  near: [] as NearBranch[],
  stopListening: undefined as (() => void) | undefined,

  async onLoad() {
    this.all = await loadBranches();
    await this.place(await whereAmI());
  },

  onShow() {
    const { tickets } = getApp<QueueApp>();
    this.setData({ large: isLarge() });
    translateTabs();
    this.stopListening = tickets.listen((ticket) => this.showTicket(ticket));
    void tickets.start();
    if (this.data.isLoaded) void this.showBranches();
  },

  onHide() {
    this.stopListening?.();
  },

  onUnload() {
    this.stopListening?.();
  },

  async onPullDownRefresh() {
    await this.place(await whereAmI());
    void wx.stopPullDownRefresh();
  },

  async place(here: Whereabouts) {
    this.here = here;
    this.setData({ isKnown: here.isKnown, here: { latitude: here.latitude, longitude: here.longitude } });
    await this.showBranches();
  },

  async showBranches() {
    const { filter, t } = this.data;
    if (!this.here) return;
    this.near = nearest(this.all, this.here, filter === "all" ? undefined : filter);
    const waiting = await Promise.all(this.near.map(({ branch }) => loadWaiting(branch.id)));
    const cards = this.near.map((one, index) => cardOf(one, waiting[index]?.minutes ?? 0));
    const chosen = cards.find(({ id }) => id === this.data.chosen?.id) ?? cards[0] ?? null;
    this.setData({
      isLoaded: true,
      cards,
      chosen,
      count: cards.length === 1 ? t.one : fill(t.count, { count: cards.length }),
    });
    this.mark();
  },

  /** Pins of the map; the selected one is larger and shows its name. */
  mark() {
    const markers = this.near.map(({ branch }, index) => {
      const card = this.data.cards[index];
      const isChosen = branch.id === this.data.chosen?.id;
      return {
        id: index,
        latitude: branch.latitude,
        longitude: branch.longitude,
        iconPath: card?.isOpen ? "/images/pin.png" : "/images/pin-closed.png",
        width: isChosen ? 44 : 32,
        height: isChosen ? 52 : 38,
        zIndex: isChosen ? 1 : 0,
        ariaLabel: card?.label,
      };
    });
    this.setData({ markers });
  },

  showTicket(ticket: Ticket | undefined) {
    const { almost, called, missed, waiting, wait, minutes } = text.ticket;
    const stage = stageOf(ticket);
    if (!ticket || stage === "none") return this.setData({ ticket: null });
    const state = { waiting, almost, called, missed }[stage];
    const note = stage === "waiting" ? `${wait}: ${fill(minutes, { minutes: ticket.minutes })}` : state;
    const label = `${this.data.t.yourNumber} ${ticket.number}, ${note}`;
    this.setData({ ticket: { ...ticket, stage, label, note } });
  },

  onFilter(event: WechatMiniprogram.TouchEvent) {
    this.setData({ filter: event.currentTarget.dataset["id"] as Filter });
    return this.showBranches();
  },

  onView(event: WechatMiniprogram.TouchEvent) {
    this.setData({ view: event.currentTarget.dataset["view"] as "list" | "map" });
  },

  async onLocate() {
    wx.showLoading({ title: choose(common).loading });
    const here = await askAgain();
    void wx.hideLoading();
    await this.place(here);
  },

  onMarker(event: WechatMiniprogram.CustomEvent<{ markerId: number }>) {
    this.setData({ chosen: this.data.cards[event.detail.markerId] ?? null });
    this.mark();
  },
});
