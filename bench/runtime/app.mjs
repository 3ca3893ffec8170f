/** The app under test: a list of rows with two texts, a condition and an event; plain, or with a component per row. */

export const rowsTemplate = `<view class="list"><view wx:for="{{rows}}" wx:key="id" class="row {{item.on ? 'on' : ''}}" data-id="{{item.id}}" bindtap="select"><text class="id">{{item.id}}</text><text class="label">{{item.label}}</text><view wx:if="{{item.hot}}" class="hot">hot</view></view></view>`;

const select = `select(event) { const i = this.data.rows.findIndex(({ id }) => id === event.currentTarget.dataset.id); this.setData({ ["rows[" + i + "].on"]: true }) }`;

/** Path → text. */
export const files = {
  "app.json": JSON.stringify({ pages: ["plain", "component"] }),
  "plain.wxml": rowsTemplate,
  "plain.js": `Page({ data: { rows: [] }, ${select} })`,
  "plain.json": "{}",
  "component.wxml": `<view class="list"><row wx:for="{{rows}}" wx:key="id" row-id="{{item.id}}" label="{{item.label}}" hot="{{item.hot}}" on="{{item.on}}"/></view>`,
  "component.js": "Page({ data: { rows: [] } })",
  "component.json": `{ "usingComponents": { "row": "/row" } }`,
  "row.wxml": `<view class="row {{on ? 'on' : ''}}" data-id="{{rowId}}" bindtap="select"><text class="id">{{rowId}}</text><text class="label">{{label}}</text><view wx:if="{{hot}}" class="hot">hot</view></view>`,
  "row.js":
    "Component({ properties: { rowId: Number, label: String, hot: Boolean, on: Boolean }, methods: { select() { this.setData({ on: true }) } } })",
  "row.json": `{ "component": true }`,
};
