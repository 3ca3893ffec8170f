/**
 * The part of the adapter that runs in documents: runs a test's scripts, finds elements, says where one can be clicked,
 * and records console calls and errors. The adapter puts it into each document when it first works with it.
 */
import { kitName } from "./shared.ts";
import type { Answer, Box, Heard, Step, Target } from "./shared.ts";

const running = new Map<number, Promise<Answer>>();
const heard: Heard[] = [];
/** Counts the `load` events of each iframe: another count means another document. */
const loads = new WeakMap<Element, number>();
/** So long a script may take before the driver is free for others; then the adapter asks again. */
const turn = 100;

const kit = { run, poll, frames, find, target, box, inner, isVisible, focusedFrame, fill, text, record, heard };
export type Kit = typeof kit;
Object.defineProperty(window, kitName, { value: kit });

function run(id: number, script: () => unknown, done: (answer: Answer) => void): void {
  const answer = (async (): Promise<Answer> => {
    // In a task of its own: WebKit runs microtasks at every callback inside of a script of the driver.
    await new Promise((resolve) => setTimeout(resolve));
    try {
      return { value: encode(await script()) };
    } catch (error) {
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      return { error: { name, message, stack: stack ?? "" } };
    }
  })();
  running.set(id, answer);
  poll(id, done);
}

/** Answers with the result of a script, or after a while that it is pending. */
function poll(id: number, done: (answer: Answer) => void): void {
  const answer = running.get(id) ?? Promise.resolve<Answer>({ lost: true });
  const later = new Promise<Answer>((resolve) => setTimeout(() => resolve({ pending: true }), turn));
  void Promise.race([answer, later]).then((one) => {
    if (!("pending" in one)) running.delete(id);
    done(one);
  });
}

function encode(value: unknown): string {
  // `this` is the object or array that holds the value.
  return JSON.stringify(value, function (this: unknown, _key, one: unknown) {
    if (typeof one === "number" && !Number.isFinite(one)) return { $value: String(one) };
    const isLost = one === undefined || typeof one === "function" || typeof one === "symbol";
    // An object's property without a value is left out, as JSON does.
    return isLost && (Array.isArray(this) || _key === "") ? { $value: "undefined" } : one;
  });
}

/** The document's address and its frames, including those in open shadow roots. */
function frames(): { url: string; frames: { element: Element; loads: number }[] } {
  const all = inside([document]).filter((one) => one.localName === "iframe" || one.localName === "frame");
  return {
    url: document.URL,
    frames: all.map((element) => {
      if (!loads.has(element)) {
        loads.set(element, 0);
        element.addEventListener("load", () => loads.set(element, (loads.get(element) ?? 0) + 1));
      }
      return { element, loads: loads.get(element) ?? 0 };
    }),
  };
}

/** All elements below these nodes, with those of open shadow roots, in the order of the document. */
function inside(roots: readonly (Document | ShadowRoot | Element)[]): Element[] {
  const found = new Set<Element>();
  const visit = (node: Document | ShadowRoot | Element): void => {
    if (node instanceof Element && node.shadowRoot) visit(node.shadowRoot);
    for (const child of node.children) {
      found.add(child);
      visit(child);
    }
  };
  for (const root of roots) visit(root);
  return [...found];
}

function find(steps: readonly Step[]): Element[] {
  let set: (Document | Element)[] = [document];
  for (const step of steps) {
    if ("nth" in step) set = set.slice(step.nth, step.nth === -1 ? undefined : step.nth + 1);
    else if ("css" in step) set = withCss(set, step.css);
    else if ("text" in step) set = withText(inside(set), step.text, step.exact);
    else set = inside(set).filter((one) => roleOf(one) === step.role);
  }
  return set.filter((one) => one instanceof Element);
}

/** A space in a selector goes into shadow roots, as Playwright's does. Selectors with `,` work within one tree. */
function withCss(from: readonly (Document | Element)[], css: string): Element[] {
  if (css.includes(",")) return inside(from).filter((one) => one.matches(css));
  // Spaces between compound selectors: not those in brackets, quotes, or around `>`, `+` and `~`.
  const parts = css
    .trim()
    .replace(/\s*([>+~])\s*(?![=\]])/g, "$1")
    .match(/(?:\[(?:"[^"]*"|'[^']*'|[^\]])*\]|\([^)]*\)|\S)+/g);
  let set: (Document | Element)[] = [...from];
  for (const part of parts ?? []) set = inside(set).filter((one) => one.matches(part));
  return set as Element[];
}

/** The innermost elements with this text; without `exact`, part of it in any case. */
function withText(elements: readonly Element[], text: string, exact: boolean): Element[] {
  const normal = (one: string) => one.replace(/\s+/g, " ").trim();
  const matches = (one: Element): boolean => {
    const own = normal(allText(one));
    return exact ? own === normal(text) : own.toLowerCase().includes(normal(text).toLowerCase());
  };
  const found = elements.filter((one) => !/^(?:script|style|noscript|head|title)$/.test(one.localName) && matches(one));
  return found.filter((one) => !found.some((other) => other !== one && isWithin(other, one)));
}

function allText(node: Element | ShadowRoot): string {
  if (node instanceof HTMLInputElement) return /^(?:button|submit)$/.test(node.type) ? node.value : "";
  let all = "";
  const from = node instanceof Element && node.shadowRoot ? [node.shadowRoot, node] : [node];
  for (const root of from) {
    for (const child of root.childNodes) {
      if (child instanceof Text) all += child.data;
      else if (child instanceof Element && !/^(?:script|style)$/.test(child.localName)) all += allText(child);
    }
  }
  return all;
}

/** Whether a node is in an element or its shadow roots. */
function isWithin(node: Node | null, element: Element): boolean {
  for (let one = node; one; one = one.parentNode ?? (one instanceof ShadowRoot ? one.host : null)) {
    if (one === element) return true;
  }
  return false;
}

function roleOf(element: Element): string {
  return element.getAttribute("role") ?? (element.localName === "dialog" ? "dialog" : "");
}

function isVisible(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 && getComputedStyle(element).visibility === "visible";
}

function box(element: Element): Box | null {
  const { x, y, width, height } = element.getBoundingClientRect();
  return element.getClientRects().length === 0 ? null : { x, y, width, height };
}

/** The area of an iframe's document: without its border. */
function inner(element: Element): Box {
  const { x, y } = element.getBoundingClientRect();
  return {
    x: x + element.clientLeft,
    y: y + element.clientTop,
    width: element.clientWidth,
    height: element.clientHeight,
  };
}

/** Scrolls to the element if needed and checks what a click needs: visible, enabled, not moving, not covered. */
async function target(element: Element, at: { x: number; y: number } | null, mustHit = true): Promise<Target> {
  if (!element.isConnected) return { reason: "it was removed" };
  if (!isVisible(element)) return { reason: "it is not visible" };
  if (element.matches(":disabled")) return { reason: "it is disabled" };
  const before = element.getBoundingClientRect();
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const rect = element.getBoundingClientRect();
  if (rect.x !== before.x || rect.y !== before.y) return { reason: "it moves" };
  const point = at
    ? { x: rect.x + at.x, y: rect.y + at.y }
    : { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
  if (!mustHit) return point;
  const hit = elementAt(point.x, point.y);
  if (hit && (isWithin(hit, element) || isLabelOf(hit, element))) return point;
  element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  return { reason: hit ? `<${hit.localName} class="${hit.className}"> covers it` : "it is outside of the viewport" };
}

function elementAt(x: number, y: number): Element | null {
  let found = document.elementFromPoint(x, y);
  for (let inner = found; inner?.shadowRoot; found = inner) {
    const next = inner.shadowRoot.elementFromPoint(x, y);
    if (!next || next === inner) break;
    inner = next;
  }
  return found;
}

function isLabelOf(hit: Element, element: Element): boolean {
  return hit.closest("label")?.control === element;
}

/** The iframe that has the focus, if the focus is in one. */
function focusedFrame(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active?.localName === "iframe" ? active : null;
}

/** Replaces the value of a field as an editing command, which raises a trusted `input` event. */
function fill(element: Element, value: string): void {
  if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) {
    throw new Error(`<${element.localName}> is no field`);
  }
  element.focus();
  element.select();
  document.execCommand(value === "" ? "delete" : "insertText", false, value);
}

function text(element: Element, kind: "textContent" | "innerText" | "inputValue"): string | null {
  if (kind === "textContent") return element.textContent;
  if (kind === "innerText") return (element as HTMLElement).innerText;
  return (element as HTMLInputElement).value;
}

let isRecording = false;

/** Starts to record. What happened before in this document is unknown. */
function record(): void {
  if (isRecording) return;
  isRecording = true;
  for (const type of ["log", "info", "warn", "error", "debug"] as const) {
    const original = console[type];
    console[type] = (...values: unknown[]) => {
      heard.push({ kind: "console", type: type === "warn" ? "warning" : type, text: values.map(String).join(" ") });
      original.apply(console, values);
    };
  }
  addEventListener("error", (event) => {
    // An error of an element's resource has no message.
    if (event.target === window) heard.push({ kind: "error", type: "error", text: messageOf(event) });
  });
  addEventListener("unhandledrejection", ({ reason }) => {
    heard.push({ kind: "error", type: "error", text: reason instanceof Error ? reason.message : String(reason) });
  });
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, disposition }) => {
    if (disposition !== "enforce") return;
    const violation = `Refused by the Content Security Policy directive ${effectiveDirective}: ${blockedURI}`;
    heard.push({ kind: "console", type: "error", text: violation });
  });
}

function messageOf({ error, message }: ErrorEvent): string {
  return error instanceof Error ? error.message : message;
}
