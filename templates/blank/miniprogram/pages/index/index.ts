import { greetings } from "../../mock/greetings";

Page({
  data: { greeting: greetings[0], at: 0, count: greetings.length },

  next() {
    const at = (this.data.at + 1) % greetings.length;
    this.setData({ at, greeting: greetings[at] });
  },
});
