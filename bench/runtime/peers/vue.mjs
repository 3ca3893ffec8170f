/** Vue 3 in the way mini-program compilers use it: a component for every `view` and `text`, data set by path. */
import { createApp, h, nextTick, reactive } from "vue/dist/vue.esm-browser.prod.js";

const plain = (tag) => ({
  inheritAttrs: true,
  setup(_props, { slots }) {
    return () => h(tag, null, slots.default?.());
  },
});
const components = { view: plain("wx-view"), textual: plain("wx-text") };
const row = `<view class="row" :class="{ on: row.on }" @click="select(row)"><textual class="id">{{ row.id }}</textual><textual class="label">{{ row.label }}</textual><view v-if="row.hot" class="hot">hot</view></view>`;

export function openVue({ place, kind }) {
  const state = reactive({ rows: [] });
  const Row = { components, props: ["row"], template: row, methods: { select() {} } };
  const app = createApp({
    components: kind === "component" ? { ...components, Row } : components,
    setup: () => ({ state, select() {} }),
    template: `<view class="list">${
      kind === "component"
        ? '<Row v-for="row in state.rows" :key="row.id" :row="row"/>'
        : row.replace("<view ", '<view v-for="row in state.rows" :key="row.id" ')
    }</view>`,
  });
  app.config.compilerOptions = { isCustomElement: (tag) => tag.startsWith("wx-") };
  app.mount(place);
  return {
    async apply(set) {
      const start = performance.now();
      for (const [path, value] of Object.entries(set)) {
        const [, index, field] = /^rows(?:\[(\d+)\](?:\.(\w+))?)?$/.exec(path);
        if (index === undefined) state.rows = value;
        else if (field === undefined) state.rows[index] = value;
        else state.rows[index][field] = value;
      }
      await nextTick();
      return { all: performance.now() - start };
    },
    close: () => app.unmount(),
  };
}
