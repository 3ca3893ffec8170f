import { fill, formatMoney } from "../../design/strings";
import { loadApplications } from "../../services/bank";
import type { Received } from "../../services/bank";
import { now } from "../../services/clock";
import { dropDraft, loadDraft } from "../../services/draft";
import { steps } from "../../services/form";
import { text } from "../../services/language";
import { planOf } from "../../services/loan";
import { formatRate } from "../../services/loan";
import { isLarge, setLarge } from "../../services/settings";
import { monthsOf, range, whenOf } from "../../services/words";

const example = { amount: 5_000_000, months: 24 };

Page({
  data: {
    t: text.home,
    large: false,
    lead: fill(text.home.lead, range),
    example: exampleOf(example.amount, example.months),
    resume: null as { where: string; saved: string; percent: number } | null,
    sent: [] as { reference: string; what: string; when: string; status: string }[],
  },

  async onShow() {
    this.setData({ large: isLarge(), resume: resumeOf() });
    this.setData({ sent: (await loadApplications()).map(sentOf) });
  },

  onStart() {
    void wx.navigateTo({ url: "/pages/apply/apply" });
  },

  async onAgain() {
    const { t } = this.data;
    const { confirm } = await wx.showModal({
      title: t.againQuestion,
      content: t.againText,
      confirmText: t.againYes,
      cancelText: t.keep,
    });
    if (!confirm) return;
    dropDraft();
    this.setData({ resume: null });
    this.onStart();
  },

  onLarge(event: WechatMiniprogram.SwitchChange) {
    setLarge(event.detail.value);
    this.setData({ large: event.detail.value });
  },
});

function exampleOf(amount: number, months: number) {
  const { monthly, rate, interest } = planOf(amount, months);
  return {
    what: fill(text.home.exampleText, { amount: formatMoney(amount, { whole: true }), months }),
    monthly: formatMoney(monthly),
    note: fill(text.home.exampleNote, { rate: formatRate(rate), interest: formatMoney(interest) }),
  };
}

function resumeOf() {
  const draft = loadDraft(now());
  if (!draft) return null;
  const index = steps.indexOf(draft.step);
  const { resumeText, resumeSaved } = text.home;
  return {
    where: fill(resumeText, { step: index + 1, all: steps.length, name: text.steps.names[draft.step] }),
    saved: fill(resumeSaved, whenOf(draft.savedAt)),
    percent: Math.round((100 * index) / steps.length),
  };
}

function sentOf({ reference, amount, months, receivedAt, status }: Received) {
  const { day, time } = whenOf(receivedAt);
  return {
    reference,
    what: `${formatMoney(amount)} · ${monthsOf(months)}`,
    when: `${day}, ${time}`,
    status: text.home.status[status],
  };
}
