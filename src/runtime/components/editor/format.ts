/** Formats of an editor's selection: reads, sets and removes them. */
import { blockAttributes, blockStyles, inlineAttributes, inlineStyles, lineTags } from "./delta.ts";

/**
 * Format → `execCommand` name. These commands are deprecated, but have no replacement. The ones for blocks write style
 * attributes, which the page's policy blocks, so lines are built here.
 */
const commands: Readonly<Record<string, string>> = {
  bold: "bold",
  italic: "italic",
  underline: "underline",
  strike: "strikeThrough",
};

/** Toggles a format of the selection. */
export function applyFormat(content: HTMLElement, name: string, value: unknown): void {
  const current = readFormats(content)[name];
  // A style is read in the browser's form: #f00 as rgb(255, 0, 0).
  const { style } = document.createElement("p");
  style[name as "color"] = String(value);
  const same = current !== undefined && [String(value), style[name as "color"]].includes(String(current));
  execCommand("styleWithCSS", "false");
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
  else if ((inlineStyles as readonly string[]).includes(name)) styleSelection(content, name, same ? "" : String(value));
  else if (blockStyles.includes(name)) {
    for (const block of blocks(content)) block.style[name as "color"] = same ? "" : String(value);
  }
}

/** The formats at the start of the selection. */
export function readFormats(content: HTMLElement): Record<string, unknown> {
  const range = selectionIn(content);
  const formats: Record<string, unknown> = {};
  if (range === undefined) return formats;
  // A cursor between lines belongs to the line at its position.
  const [start] = leaf(range.startContainer, range.startOffset);
  for (let at = start instanceof HTMLElement ? start : start.parentElement; at !== null && at !== content;) {
    const own = isBlock(at) ? blockAttributes(at) : inlineAttributes(at);
    for (const [name, value] of Object.entries(own)) formats[name] ??= value;
    at = at.parentElement;
  }
  // At a bare cursor, the next character may have formats that no element shows yet. Headers are always bold, so skip
  // them.
  if (range.collapsed && formats["header"] === undefined) {
    for (const [name, command] of Object.entries(commands))
      if (document.queryCommandState(command)) formats[name] = true;
  }
  return formats;
}

/** The selection, if it is inside the content. */
export function selectionIn(content: HTMLElement): Range | undefined {
  const selection = document.getSelection();
  const range = selection !== null && selection.rangeCount > 0 ? selection.getRangeAt(0) : undefined;
  return range !== undefined && content.contains(range.commonAncestorContainer) ? range : undefined;
}

/** Runs a browser editing command on the selection. */
export function execCommand(command: string, value?: string): void {
  document.execCommand(command, false, value);
}

/** Inserts text at the cursor. Between two lines, the browser adds it outside a line. */
export function insertText(content: HTMLElement, text: string): void {
  execCommand("insertText", text);
  keepSelection(() => wrapLooseText(content));
}

/** Inserts a divider at the cursor, which moves to the start of the line below it. At the end, that line is new. */
export function insertDivider(content: HTMLElement): void {
  execCommand("insertHorizontalRule");
  const range = selectionIn(content);
  if (range?.startContainer !== content) return;
  let line = content.childNodes[range.startOffset];
  if (line === undefined || line.nodeName === "HR") line = content.insertBefore(emptyLine(), line ?? null);
  document.getSelection()?.collapse(line, 0);
}

/** A line without text. The line break keeps it open. */
export function emptyLine(): HTMLElement {
  const line = document.createElement("p");
  line.append(document.createElement("br"));
  return line;
}

/** The tags of each format; new elements use the first. */
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
    if (command !== undefined) execCommand(command);
    return;
  }
  // Before the selection is recorded, because it splits the texts at both ends.
  const texts = selectedTexts(range);
  keepSelection(() => {
    for (const node of texts) {
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

/** Wraps everything in `parent` except one text node and its ancestors. */
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

/** The same position as offset in a leaf node, which survives changes to the lines around it. */
function leaf(container: Node, offset: number): readonly [Node, number] {
  let [node, at] = [container, offset];
  while (node.lastChild !== null) {
    const child: ChildNode | undefined = node.childNodes[at];
    at = child === undefined ? (node.lastChild.nodeValue ?? node.lastChild.childNodes).length : 0;
    node = child ?? node.lastChild;
  }
  return [node, at];
}

/** The fully selected text nodes, after splitting those at both ends. */
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

/** Replaces the selected lines by lines with another tag. List items leave their list. */
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

/** Restores the selection after a change, because moving nodes loses it. */
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

function styleSelection(content: HTMLElement, name: string, value: string): void {
  const range = selectionIn(content);
  if (range === undefined || range.collapsed) return;
  const texts = selectedTexts(range);
  keepSelection(() => {
    for (const node of texts) {
      for (let around = node.parentElement; around !== null && around !== content; around = around.parentElement) {
        if (isBlock(around) || around.style[name as "color"] === "") continue;
        pushDown(around, node, around.cloneNode() as HTMLElement);
        around.style[name as "color"] = "";
      }
      if (value === "") continue;
      const wrapper = document.createElement("span");
      wrapper.style[name as "color"] = value;
      node.replaceWith(wrapper);
      wrapper.append(node);
    }
  });
}

function isBlock(element: Element): boolean {
  return element.matches(lineTags);
}

/** The lines that the selection touches. Text outside a line is wrapped in one first. */
function blocks(content: HTMLElement): HTMLElement[] {
  keepSelection(() => wrapLooseText(content));
  const range = selectionIn(content);
  if (range === undefined) return [];
  const lines = [...content.querySelectorAll<HTMLElement>(lineTags)];
  return lines.filter((line) => range.intersectsNode(line));
}

/** Whether a child of the content is outside a line. */
function isLoose(node: Node): boolean {
  return !(node instanceof HTMLElement && (isBlock(node) || isList(node) || node.tagName === "HR"));
}

/** Makes a line at the cursor if there is none, because the browser has removed all lines. The cursor stays. */
export function wrapTypedText(content: HTMLElement): void {
  const range = selectionIn(content);
  if (range === undefined) return;
  let [node] = leaf(range.startContainer, range.startOffset);
  while (node !== content && node.parentNode !== content) node = node.parentNode as Node;
  if (node !== content && !isLoose(node)) return;
  execCommand("formatBlock", "p");
  // WebKit leaves the line break of the empty content behind the new line.
  for (const rest of content.querySelectorAll(":scope > br")) rest.remove();
}

/** Wraps text outside a line in a line, as WeChat's editor does with every text. */
export function wrapLooseText(content: HTMLElement): void {
  let line: HTMLElement | undefined;
  for (const node of Array.from(content.childNodes)) {
    if (!isLoose(node)) line = undefined;
    else if (line === undefined) {
      line = document.createElement("p");
      node.before(line);
      line.append(node);
    } else line.append(node);
  }
}
