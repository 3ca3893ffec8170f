import { formatMoney } from "../../design/strings";
import { loadApplications } from "../../services/bank";
import { text } from "../../services/language";
import { isLarge } from "../../services/settings";
import { monthsOf, whenOf } from "../../services/words";

Page({
  data: {
    t: text.done,
    large: false,
    reference: "",
    amount: "",
    term: "",
    received: "",
  },

  async onLoad({ reference = "" }: Record<string, string | undefined>) {
    void wx.setNavigationBarTitle({ title: text.steps.title });
    const found = (await loadApplications()).find((one) => one.reference === reference);
    if (!found) return;
    const { day, time } = whenOf(found.receivedAt);
    this.setData({
      reference,
      amount: formatMoney(found.amount),
      term: monthsOf(found.months),
      received: `${day}, ${time}`,
    });
  },

  onShow() {
    this.setData({ large: isLarge() });
  },

  async onCopy() {
    await wx.setClipboardData({ data: this.data.reference });
    void wx.showToast({ title: this.data.t.copied, icon: "success" });
  },

  onHome() {
    void wx.reLaunch({ url: "/pages/home/home" });
  },
});
