/**
 * A model of a small app under edit: its files in each state, how an edit changes the state, and what the user must
 * see. Every text that an edit writes has a unique number, so that stale code cannot pass for new.
 */

/** The file that has a syntax error. The build fails then, and the screen stays as it was. */
type Broken = "wxml" | "js" | "json";

export interface AppState {
  /** The number of the newest edit of each part. */
  readonly at: Readonly<Record<Part, number>>;
  /** `card`: folder of the component; `words`: name of the module that the page requires. */
  readonly card: string;
  readonly words: string;
  readonly usesOther: boolean;
  readonly hasSheet: boolean;
  /** Numbers of the pages besides home and more. */
  readonly pages: readonly number[];
  readonly broken: Broken | undefined;
}

const parts = ["tpl", "sheet", "appSheet", "js", "lib", "app", "wxs", "shared", "more", "title"] as const;
const cardParts = ["card", "cardSheet", "cardJs", "other"] as const;
type Part = (typeof parts)[number] | (typeof cardParts)[number];

export const editKinds = ["edit", "edit", "edit", "edit", "break", "rename", "delete", "add", "tag"] as const;

export interface Edit {
  readonly kind: (typeof editKinds)[number];
  /** Selects what to edit. */
  readonly choice: number;
}

export function firstState(): AppState {
  const at = Object.fromEntries([...parts, ...cardParts].map((part) => [part, 0])) as Record<Part, number>;
  return { at, card: "card", words: "words", usesOther: false, hasSheet: true, pages: [], broken: undefined };
}

/** @param number of the edit, from 1 */
export function applyEdit(before: AppState, { kind, choice }: Edit, number: number): AppState {
  // A syntax error hides all other edits, so every other edit fixes it.
  const state = before.broken && choice % 2 === 0 ? { ...before, broken: undefined } : before;
  const all: readonly Part[] = [...parts, ...cardParts];
  switch (kind) {
    case "edit":
      return { ...state, at: { ...state.at, [all[choice % all.length] as Part]: number } };
    case "break":
      return { ...state, broken: before.broken ? undefined : (["wxml", "js", "json"] as const)[choice % 3] };
    case "rename":
      return choice % 2 === 0 ? { ...state, card: `card${number}` } : { ...state, words: `words${number}` };
    case "delete":
      if (choice % 2 === 0 || state.pages.length === 0) return { ...state, hasSheet: !state.hasSheet };
      return { ...state, pages: state.pages.toSpliced(choice % state.pages.length, 1) };
    case "add":
      return state.pages.length < 4 ? { ...state, pages: [...state.pages, number] } : { ...state, pages: [] };
    case "tag":
      return { ...state, usesOther: !state.usesOther };
  }
}

/** In a subpackage, which the first build leaves out. */
export const morePage = "extra/more/more";

/** Path → text. */
export function filesOf({ at, card, words, usesOther, hasSheet, pages, broken }: AppState): Record<string, string> {
  const used = usesOther ? "/components/other/other" : `/components/${card}/card`;
  const own = ["pages/home/home", ...pages.map((page) => `pages/p${page}/p${page}`)];
  const listed = [...own, morePage];
  const component = (name: string, text: string): Record<string, string> => ({
    [`components/${name}.json`]: '{ "component": true }',
    [`components/${name}.js`]: `Component({
  properties: { n: Number },
  methods: { hi() { this.triggerEvent("hi", { text: "hi ${at.cardJs}" }); } },
});
`,
    [`components/${name}.wxml`]: `<view class="card" id="card" bindtap="hi">${text} {{n}}</view>\n`,
    [`components/${name}.wxss`]: `.card { position: relative; z-index: ${at.cardSheet}; }\n`,
  });
  const page = (path: string, text: string): Record<string, string> => ({
    [`${path}.js`]: 'Page({ data: { id: "" }, onLoad({ id }) { this.setData({ id }); } });\n',
    [`${path}.wxml`]: `<view class="mark">${text} {{id}}</view>\n`,
  });
  return {
    "app.json": JSON.stringify({
      pages: own,
      subpackages: [{ root: "extra", pages: ["more/more"] }],
      window: { navigationBarTitleText: `Title ${at.title}` },
    }),
    "app.js": `App({ globalData: { label: "app ${at.app}" } });\n`,
    "app.wxss": `.mark { order: ${at.appSheet}; }\n`,
    [`lib/${words}.js`]: `exports.word = () => "lib ${at.lib}";\n`,
    "parts/shared.wxml": `<template name="shared"><view>shared ${at.shared} {{count}}</view></template>\n`,
    "pages/home/home.json": broken === "json" ? "{" : JSON.stringify({ usingComponents: { card: used } }),
    "pages/home/home.js": `${broken === "js" ? "const = ;\n" : ""}const { word } = require("../../lib/${words}");
const found = (name) => require("../../lib/" + name).word;
Page({
  data: { count: 0, word: "" },
  add() { this.setData({ count: this.data.count + 1 }); },
  say() { this.setData({ word: ["js ${at.js}", word(), found("${words}")(), getApp().globalData.label].join() }); },
  hi({ detail }) { this.setData({ word: detail.text }); },
  open({ currentTarget }) { wx.navigateTo({ url: "/" + currentTarget.dataset.path + "?id=7" }); },
});
`,
    "pages/home/home.wxml": `${broken === "wxml" ? "<view>" : ""}<import src="../../parts/shared.wxml" />
<wxs module="f" src="./f.wxs" />
<view class="mark">tpl ${at.tpl}</view>
<view id="add" bindtap="add">count {{f.mark(count)}}</view>
<view id="say" bindtap="say">word {{word}}</view>
<card n="{{count}}" bind:hi="hi" />
<template is="shared" data="{{count}}" />
${listed.map((path) => `<view class="link" data-path="${path}" bindtap="open"></view>`).join("\n")}
<view style="height: 2000px"></view>
`,
    "pages/home/f.wxs": `module.exports = { mark: function (n) { return "wxs ${at.wxs}: " + n; } };\n`,
    ...(hasSheet ? { "pages/home/home.wxss": `.mark { position: relative; z-index: ${at.sheet}; }\n` } : {}),
    ...page(morePage, `more ${at.more}`),
    ...Object.assign({}, ...pages.map((one) => page(`pages/p${one}/p${one}`, `page ${one}`))),
    ...component(`${card}/card`, `card ${at.card}`),
    ...component("other/other", `other ${at.other}`),
  };
}

/** The files that affect a build: all but those of the component that no page uses in this state. */
export function usedFilesOf(state: AppState): Record<string, string> {
  const unused = `components/${state.usesOther ? state.card : "other"}/`;
  return Object.fromEntries(Object.entries(filesOf(state)).filter(([path]) => !path.startsWith(unused)));
}

/** The results of the user's actions. Edits must preserve them. */
export interface UserState {
  readonly count: number;
  readonly word: string;
  /** Paths of the pages above home. */
  readonly above: readonly string[];
}

export interface Screen {
  readonly stack: readonly string[];
  readonly lines: readonly string[];
  /** `z-index` and `order` of the marked element, `z-index` of the component's. */
  readonly styles: readonly string[];
}

export function pathOfPage(number: number): string {
  return `pages/p${number}/p${number}`;
}

/** The screen that this state must show. */
export function screenOf(state: AppState, { count, word, above }: UserState): Screen {
  const { at, usesOther, hasSheet, pages } = state;
  const top = above.at(-1);
  const stack = ["pages/home/home", ...above];
  const order = String(at.appSheet);
  if (top === morePage) return { stack, lines: [`more ${at.more} 7`], styles: ["auto", order, ""] };
  if (top !== undefined) {
    const number = pages.find((page) => pathOfPage(page) === top);
    return { stack, lines: [`page ${number} 7`], styles: ["auto", order, ""] };
  }
  return {
    stack,
    lines: [
      `tpl ${at.tpl}`,
      `count wxs ${at.wxs}: ${count}`,
      word === "" ? "word" : `word ${word}`,
      `${usesOther ? `other ${at.other}` : `card ${at.card}`} ${count}`,
      `shared ${at.shared} ${count}`,
    ],
    styles: [hasSheet ? String(at.sheet) : "auto", order, String(at.cardSheet)],
  };
}

export function wordSaid({ at }: AppState): string {
  return [`js ${at.js}`, `lib ${at.lib}`, `lib ${at.lib}`, `app ${at.app}`].join();
}

export function wordOfComponent({ at }: AppState): string {
  return `hi ${at.cardJs}`;
}

/** The stack after a restart: it is cut off at the first page that no longer exists. */
export function stackAfter({ pages }: AppState, above: readonly string[]): string[] {
  const there = new Set([morePage, ...pages.map(pathOfPage)]);
  const end = above.findIndex((path) => !there.has(path));
  return end < 0 ? [...above] : above.slice(0, end);
}
