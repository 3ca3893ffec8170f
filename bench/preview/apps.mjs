/**
 * Two apps of the same size, as a mini-program and as Vue components; every page has a list. A page's text, colour and
 * word show which edit it is from.
 */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The colour of an edit, as returned by `getComputedStyle`. */
export const colorOf = (n) => `rgb(0, ${n >> 8}, ${n & 255})`;

/**
 * @returns `folder`, and `edit(kind, n)`, which writes the first page's file so that edit `n` shows in its style
 *   (`wxss`), its template (`wxml`) or its script (`ts`)
 */
export function makeMiniProgram(pages) {
  const { folder, write } = makeFolder();
  // A changed script keeps the page's data, so a function called by a timer shows the change.
  const make = {
    ts: (n) => `Page({
  data: { items: [1, 2, 3], word: "" },
  onLoad() { setInterval(() => { if (this.data.word !== this.word()) this.setData({ word: this.word() }); }, 1); },
  word() { return "w${n}"; },
});
`,
    wxml: (n) =>
      `<view class="mark">t${n}</view><view class="row" wx:for="{{items}}" wx:key="*this">{{item}} {{word}}</view>\n`,
    wxss: (n) => `.mark { color: ${colorOf(n)}; }\n.row { padding: 8rpx; }\n`,
  };
  write("app.json", JSON.stringify({ pages: Array.from({ length: pages }, (_, i) => `pages/p${i}/p${i}`) }));
  write("app.ts", "App({});\n");
  for (let i = 0; i < pages; i++) for (const kind in make) write(`pages/p${i}/p${i}.${kind}`, make[kind](0));
  return { folder, edit: (kind, n) => write(`pages/p0/p0.${kind}`, make[kind](n)) };
}

/** The same app for Vue. @param modules the folder that `vue` is installed in */
export function makeVueApp(pages, modules) {
  const { folder, write } = makeFolder();
  symlinkSync(modules, join(folder, "node_modules"), "dir");
  const state = { wxss: 0, wxml: 0, ts: 0 };
  const page = ({ wxss, wxml, ts }) => `<script setup lang="ts">
import { ref } from "vue";
const items = ref<number[]>([1, 2, 3]);
const word = (): string => "w${ts}";
</script>
<template>
  <div class="mark">t${wxml}</div><div class="row" v-for="item in items" :key="item">{{ item }} {{ word() }}</div>
</template>
<style scoped>
.mark { color: ${colorOf(wxss)}; }
.row { padding: 4px; }
</style>
`;
  write("package.json", '{ "private": true, "type": "module" }\n');
  write("index.html", '<!doctype html><div id="app"></div><script type="module" src="/main.ts"></script>\n');
  write("main.ts", 'import { createApp } from "vue";\nimport App from "./App.vue";\ncreateApp(App).mount("#app");\n');
  write(
    "App.vue",
    `<script setup lang="ts">
import { defineAsyncComponent } from "vue";
const pages = import.meta.glob("./pages/*/*.vue");
const Page = defineAsyncComponent(pages["./pages/p0/p0.vue"] as never);
</script>
<template><Page /></template>
`,
  );
  write(
    "vite.config.mjs",
    `import vue from ${JSON.stringify(import.meta.resolve("@vitejs/plugin-vue"))};
export default { plugins: [vue()], cacheDir: ${JSON.stringify(join(folder, ".vite"))}, clearScreen: false };
`,
  );
  for (let i = 0; i < pages; i++) write(`pages/p${i}/p${i}.vue`, page(state));
  return {
    folder,
    edit(kind, n) {
      state[kind] = n;
      write("pages/p0/p0.vue", page(state));
    },
  };
}

function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), "miniapp-bench-"));
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  return { folder, write };
}
