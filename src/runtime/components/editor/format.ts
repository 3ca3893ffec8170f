/** Formats of an editor's selection: what they are, and how one is set or taken back. */
import { blockAttributes, blockStyles, inlineAttributes, inlineStyles } from "./delta.ts";

/**
 * Commands that browsers have for it. They are marked as old, and there is nothing newer. Those for blocks write style
 * attributes, which the page's policy refuses; so lines are made here.
 */
const commands: Readonly<Record<string, string>> = {
  bold: "bold",
  italic: "italic",
  underline: "underline",
  strike: "strikeThrough",
};

/** Sets a format of the selection, or takes it back if the selection has it. */
export function applyFormat(content: HTMLElement, name: string, value: unknown): void {
  const current = readFormats(content)[name];
  const same = current !== undefined && String(current) === String(value);
  run("styleWithCSS", "false");
  const command = commands[name];
  if (command !== undefined) toggleInline(content, name, current !== undefined);
  else if (name === "script") {
    if (current !== undefined) toggleInline(content, current === "sub" ? "sub" : "super", true);
    if (!same) toggleInline(content, value === "sub" ? "sub" : "super", false);
  } else if (name === "header") {
    const level = String(value).replace(/^h/i, "");
    remakeLines(content, same || !/^[1-6]$/.test(level) ? "p" : `h${level}`);
  } else if (name === "align") for (const block of blocks(content)) block.style.textAlign = same ? "" : String(value);
  else if (name === "list") toggleList(content, String(value), current);
  else if (name === "indent") indent(content, String(value).startsWith("-") ? -1 : 1);
  else if (name === "direction") for (const block of blocks(content)) block.dir = same ? "" : String(value);
  else if (name === "ins") toggleInline(content, "ins", current !== undefined);
  else if ((inlineStyles as readonly string[]).includes(name)) styleSelection(name, same ? "" : String(value));
  else if (blockStyles.includes(name)) {
    for (const block of blocks(content)) block.style[name as "color"] = same ? "" : String(value);
  }
}

/** What the selection's beginning has. */
export function readFormats(content: HTMLElement): Record<string, unknown> {
  const range = selectionIn(content);
  const formats: Record<string, unknown> = {};
  if (range === undefined) return formats;
  // A cursor between lines belongs to the one it stands at.
  const [start] = leaf(range.startContainer, range.startOffset);
  for (let at = start instanceof HTMLElement ? start : start.parentElement; at !== null && at !== content;) {
    const own = isBlock(at) ? blockAttributes(at) : inlineAttributes(at);
    for (const [name, value] of Object.entries(own)) formats[name] ??= value;
    at = at.parentElement;
  }
  // Without a selection the next letter may have formats that no element shows yet. A header is bold by itself.
  if (range.collapsed && formats["header"] === undefined) {
    for (const [name, command] of Object.entries(commands))
      if (document.queryCommandState(command)) formats[name] = true;
  }
  return formats;
}

/** The selection, if it lies in the content. */
export function selectionIn(content: HTMLElement): Range | undefined {
  const selection = document.getSelection();
  const range = selection !== null && selection.rangeCount > 0 ? selection.getRangeAt(0) : undefined;
  return range !== undefined && content.contains(range.commonAncestorContainer) ? range : undefined;
}

export function run(command: string, value?: string): void {
  document.execCommand(command, false, value);
}

/** Tags that mean a format; the first is the one that is made. */
const tags: Readonly<Record<string, readonly string[]>> = {
  bold: ["b", "strong"],
  italic: ["i", "em"],
  underline: ["u"],
  strike: ["s", "strike", "del"],
  ins: ["ins"],
  sub: ["sub"],
  super: ["sup"],
};

function toggleInline(content: HTMLElement, name: string, isSet: boolean): void {
  const range = selectionIn(content);
  const names = tags[name] ?? [];
  const command = commands[name];
  if (range === undefined) return;
  if (range.collapsed) {
    if (command !== undefined) run(command);
    return;
  }
  keepSelection(() => {
    for (const node of selectedTexts(range)) {
      if (isSet) {
        const selector = names.join(",");
        for (let around = node.parentElement?.closest(selector); around && content.contains(around);) {
          pushDown(around, node, around.cloneNode() as HTMLElement);
          around.replaceWith(...around.childNodes);
          around = node.parentElement?.closest(selector);
        }
      } else {
        const wrapper = document.createElement(names[0] ?? "span");
        node.replaceWith(wrapper);
        wrapper.append(node);
      }
    }
  });
}

/** Wraps all in `parent` but the one text and what it stands in. */
function pushDown(parent: Node, except: Node, wrapper: HTMLElement): void {
  for (const child of Array.from(parent.childNodes)) {
    if (child === except) continue;
    if (child.contains(except)) {
      pushDown(child, except, wrapper);
      continue;
    }
    const copy = wrapper.cloneNode() as HTMLElement;
    child.replaceWith(copy);
    copy.append(child);
  }
}

/** The same place, inside what stays whatever becomes of the lines around it. */
function leaf(container: Node, offset: number): readonly [Node, number] {
  let [node, at] = [container, offset];
  while (node.lastChild !== null) {
    const child: ChildNode | undefined = node.childNodes[at];
    at = child === undefined ? (node.lastChild.nodeValue ?? node.lastChild.childNodes).length : 0;
    node = child ?? node.lastChild;
  }
  return [node, at];
}

/** Text nodes that are wholly selected; those at the ends are split. */
function selectedTexts(range: Range): Text[] {
  const { startContainer, startOffset, endContainer, endOffset } = range;
  if (endContainer instanceof Text && endOffset < endContainer.length) endContainer.splitText(endOffset);
  if (startContainer instanceof Text && startOffset > 0) {
    const rest = startContainer.splitText(startOffset);
    range.setStart(rest, 0);
    if (endContainer === startContainer) range.setEnd(rest, rest.length);
  }
  const root = range.commonAncestorContainer;
  if (root instanceof Text) return [root];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (range.intersectsNode(node) && node.nodeValue !== "") texts.push(node as Text);
  }
  return texts;
}

function toggleList(content: HTMLElement, value: string, current: unknown): void {
  const wanted = value === "check" ? "unchecked" : value;
  remakeLines(content, "p");
  if (current === wanted) return;
  const items = remakeLines(content, "li");
  keepSelection(() => {
    for (const item of items) {
      const before = item.previousElementSibling;
      const fits = before !== null && isList(before) && (before.tagName === "OL") === (value === "ordered");
      const list = fits ? before : makeList(value);
      if (!fits) item.before(list);
      list.append(item);
    }
  });
}

function isList(element: Element): boolean {
  return element.tagName === "OL" || element.tagName === "UL";
}

function makeList(value: string): HTMLElement {
  const list = document.createElement(value === "ordered" ? "ol" : "ul");
  if (value === "check") list.dataset["checked"] = "false";
  return list;
}

/** Plain lines of selected ones, with another tag. Items of a list leave it. */
function remakeLines(content: HTMLElement, tag: string): HTMLElement[] {
  return keepSelection(() =>
    blocks(content).map((block) => {
      const line = document.createElement(tag);
      if (block.style.length > 0) line.style.cssText = block.style.cssText;
      if (block.dir !== "") line.dir = block.dir;
      Object.assign(line.dataset, block.dataset);
      line.append(...block.childNodes);
      const list = block.parentElement;
      if (block.tagName !== "LI" || list === null || !isList(list)) {
        block.replaceWith(line);
        return line;
      }
      const rest = list.cloneNode() as HTMLElement;
      while (block.nextSibling !== null) rest.append(block.nextSibling);
      list.after(line);
      if (rest.childNodes.length > 0) line.after(rest);
      block.remove();
      if (list.childElementCount === 0) list.remove();
      return line;
    }),
  );
}

/** Nodes that move lose the selection in them. */
function keepSelection<T>(change: () => T): T {
  const selection = document.getSelection();
  const range = selection !== null && selection.rangeCount > 0 ? selection.getRangeAt(0) : undefined;
  const ends =
    range &&
    ([...leaf(range.startContainer, range.startOffset), ...leaf(range.endContainer, range.endOffset)] as const);
  const result = change();
  if (ends?.[0].isConnected === true && ends[2].isConnected) selection?.setBaseAndExtent(...ends);
  return result;
}

function indent(content: HTMLElement, step: number): void {
  for (const block of blocks(content)) {
    const depth = Math.max(0, Number(block.dataset["indent"] ?? 0) + step);
    block.dataset["indent"] = String(depth);
    block.style.paddingLeft = depth === 0 ? "" : `${depth * 2}em`;
  }
}

function styleSelection(name: string, value: string): void {
  const wrapper = wrapSelection("span");
  if (wrapper === undefined) return;
  for (const inner of wrapper.querySelectorAll<HTMLElement>("[style]")) inner.style[name as "color"] = "";
  wrapper.style[name as "color"] = value;
}

function wrapSelection(tag: string): HTMLElement | undefined {
  const range = document.getSelection()?.getRangeAt(0);
  if (range === undefined || range.collapsed) return undefined;
  const wrapper = document.createElement(tag);
  wrapper.append(range.extractContents());
  range.insertNode(wrapper);
  document.getSelection()?.selectAllChildren(wrapper);
  return wrapper;
}

function isBlock(element: Element): boolean {
  return /^(?:P|DIV|H[1-6]|LI|BLOCKQUOTE|PRE)$/.test(element.tagName);
}

/** The lines that the selection touches. Text without a line gets one. */
function blocks(content: HTMLElement): HTMLElement[] {
  keepSelection(() => wrapLooseText(content));
  const range = selectionIn(content);
  if (range === undefined) return [];
  const lines = [...content.querySelectorAll<HTMLElement>("p,div,h1,h2,h3,h4,h5,h6,li,blockquote,pre")];
  return lines.filter((line) => range.intersectsNode(line));
}

function wrapLooseText(content: HTMLElement): void {
  let line: HTMLElement | undefined;
  for (const node of Array.from(content.childNodes)) {
    if (node instanceof HTMLElement && (isBlock(node) || isList(node) || node.tagName === "HR")) line = undefined;
    else if (line === undefined) {
      line = document.createElement("p");
      node.before(line);
      line.append(node);
    } else line.append(node);
  }
}
