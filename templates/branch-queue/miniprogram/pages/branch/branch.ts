import type { QueueApp } from "../../app";
import { fill } from "../../design/strings";
import type { Branch, ServiceId } from "../../mock/branches";
import { loadBranch, loadWaiting, reasonOf, takeNumber } from "../../services/bank";
import { now } from "../../services/clock";
import { language, text } from "../../services/language";
import { opening } from "../../services/places";
import { isLarge } from "../../services/settings";
import { bankTime, formatMinute } from "../../services/time";
import { formatOpening } from "../../services/words";

Page({
  data: {
    t: text.branch,
    large: false,
    isLoaded: false,
    branch: null as Branch | null,
    name: "",
    address: "",
    isOpen: false,
    state: "",
    opening: "",
    minutes: 0,
    people: "",
    hours: [] as { day: string; time: string; isToday: boolean }[],
    services: [] as { id: ServiceId; name: string; note: string }[],
  },

  async onLoad({ id = "" }: Record<string, string | undefined>) {
    void wx.setNavigationBarTitle({ title: text.branch.title });
    this.setData({ branch: (await loadBranch(id)) ?? null });
    await this.show();
  },

  onShow() {
    this.setData({ large: isLarge() });
    return this.show();
  },

  async show() {
    const { branch, t } = this.data;
    if (!branch) return this.setData({ isLoaded: true });
    const { isOpen, text: openingText } = formatOpening(branch);
    const { people, minutes } = await loadWaiting(branch.id);
    this.setData({
      isLoaded: true,
      name: branch.name[language],
      address: branch.address[language],
      isOpen,
      state: isOpen ? text.places.open : text.places.closed,
      opening: openingText,
      minutes,
      people: people === 0 ? t.nobody : fill(t.people, { count: people }),
      hours: weekOf(branch),
      services: branch.services.map((id) => ({ id, ...text.services[id] })),
    });
  },

  onDirections() {
    const { branch, name, address } = this.data;
    if (branch) wx.openLocation({ latitude: branch.latitude, longitude: branch.longitude, name, address, fail() {} });
  },

  onCall() {
    const phoneNumber = this.data.branch?.phone.replace(/ /g, "") ?? "";
    wx.makePhoneCall({ phoneNumber, fail() {} });
  },

  onBook() {
    void wx.navigateTo({ url: `/pages/appointment/appointment?id=${this.data.branch?.id}` });
  },

  async onTake() {
    const { branch, services, t } = this.data;
    if (!branch || !opening(branch, now()).isOpen) return this.show();
    const itemList = services.map(({ name }) => name);
    const tapped = await wx.showActionSheet({ alertText: t.whichService, itemList }).catch(() => undefined);
    const service = services[tapped?.tapIndex ?? -1];
    if (!service) return;
    try {
      await takeNumber(branch.id, service.id);
    } catch (error) {
      const reason = reasonOf(error);
      void wx.showToast({ title: text.appointment.refusals[reason], icon: "none" });
      if (reason !== "hasTicket") return;
    }
    await getApp<QueueApp>().tickets.start();
    void wx.navigateTo({ url: "/pages/ticket/ticket" });
  },
});

/** Monday to Sunday. */
function weekOf({ hours }: Branch) {
  const { weekday: today } = bankTime(now());
  return [1, 2, 3, 4, 5, 6, 0].map((weekday) => {
    const day = hours[weekday];
    const time = day ? `${formatMinute(day[0])} – ${formatMinute(day[1])}` : text.branch.closedDay;
    return { day: text.places.weekdays[weekday] ?? "", time, isToday: weekday === today };
  });
}
