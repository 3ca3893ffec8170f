/**
 * A minimal page frame for components: records events, keeps URLs as they are, and prefixes classes with `p-`. Runs in
 * the browser; tests access it as `frame`.
 */
import type { BuiltInElement, PageContext } from "../../../src/runtime/components/contract.ts";
import { defineBuiltIns } from "../../../src/runtime/components/index.ts";
import { setPageContext } from "../../../src/runtime/components/page-context.ts";
import type { PageVisibility } from "../../../src/runtime/protocol.ts";
import { plainTags, setPlainProperty } from "../../../src/runtime/components/plain.ts";

interface Heard {
  readonly on: string;
  readonly type: string;
  readonly detail: unknown;
}

const events: Heard[] = [];
const models: unknown[] = [];
const acts: { readonly on: string; readonly name: string; readonly argument: unknown }[] = [];
const answers: Record<string, (argument: never) => unknown> = {};
const layoutListeners = new Set<() => void>();
const visibilityListeners = new Set<(visibility: PageVisibility) => void>();

function nameOf(element: Element | undefined): string {
  return element === undefined ? "" : element.id === "" ? element.localName : `#${element.id}`;
}

const context: PageContext = {
  raise: (element, type, detail) => void events.push({ on: nameOf(element), type, detail }),
  hasListener: () => true,
  writeModel: (element, name, value) => void models.push([nameOf(element), name, value]),
  act: async (element, name, argument) => {
    acts.push({ on: nameOf(element), name, argument });
    const answer = answers[name];
    if (answer === undefined) throw new Error(`${name}: nobody answers`);
    return answer(argument as never);
  },
  resolveUrl: async (source, directory) => (/^[a-z]+:|^\//.test(source) ? source : `/${directory}${source}`),
  styleUrl: (path) => path,
  onVisibility: (listener) => {
    visibilityListeners.add(listener);
    return () => void visibilityListeners.delete(listener);
  },
  onLayout: (listener) => {
    layoutListeners.add(listener);
    return () => void layoutListeners.delete(listener);
  },
  classNames: (_element, names) =>
    names
      .split(/\s+/)
      .filter((name) => name !== "")
      .map((name) => `p-${name}`)
      .join(" "),
  isCaught: (from, host, type) => {
    for (let at: Element | null = from; at !== null && at !== host; at = at.parentElement) {
      if (at.hasAttribute(`catch${type}`)) return true;
    }
    return false;
  },
  reference: (element) => {
    const all = [...document.querySelectorAll("*")];
    return { base: 16, node: all.indexOf(element) };
  },
  get rpx() {
    return innerWidth / 750;
  },
};

/** Attributes that a frame sets itself. */
const frameNames = new Set(["class", "id", "slot", "hidden"]);

function camel(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Displays markup of `wx-` elements. `css` is a style attribute; values that start with `json:` are parsed. */
async function show(markup: string): Promise<void> {
  const template = document.createElement("template");
  template.innerHTML = markup;
  const all = [...template.content.querySelectorAll("*")];
  await defineBuiltIns(all.map((one) => one.localName.replace(/^wx-/, "")));
  const content = document.importNode(template.content, true);
  for (const element of content.querySelectorAll<HTMLElement>("*")) {
    for (const { name, value } of Array.from(element.attributes)) {
      if (name === "css") element.style.cssText = value.replaceAll(/([\d.]+)rpx/g, "calc(var(--rpx) * $1)");
      if (frameNames.has(name) || name.startsWith("catch")) continue;
      element.removeAttribute(name);
      set(element, camel(name), value.startsWith("json:") ? JSON.parse(value.slice(5)) : value === "" ? true : value);
    }
  }
  // Elements may raise an event when they are removed, and new ones when they are inserted.
  document.body.replaceChildren();
  clear();
  document.body.append(content);
}

function set(element: HTMLElement | string, name: string, value: unknown): void {
  const found = typeof element === "string" ? document.querySelector<HTMLElement>(element) : element;
  if (found === null) throw new Error(`no ${String(element)}`);
  const tag = found.localName.replace(/^wx-/, "");
  if (plainTags.has(tag)) setPlainProperty(found, tag, name, value);
  else (found as BuiltInElement).setProperty?.(name, value, "dir/");
}

function clear(): void {
  events.length = models.length = acts.length = 0;
}

const frame = {
  events,
  models,
  acts,
  answers,
  show,
  set,
  clear,
  layout: () => layoutListeners.forEach((one) => one()),
  visibility: (visibility: PageVisibility) => visibilityListeners.forEach((one) => one(visibility)),
};
export type FakeFrame = typeof frame;

setPageContext(context);
document.documentElement.style.setProperty("--rpx", "0.5px");
Object.assign(window, { frame });
