/**
 * `editor`: rich text editing. The content is in the light tree, because not every browser supports selections in
 * shadow trees, and so that authors' `.ql-editor` rules apply.
 */
import { anything, BuiltIn, flag, sheet, text } from "../built-in.ts";
import { pageContext } from "../page-context.ts";
import { buildRichNodes, parseRichText } from "../rich-nodes.ts";
import { buildDelta, readDelta } from "./delta.ts";
import type { Delta } from "./delta.ts";
import { History } from "./history.ts";
import { applyFormat, emptyLine, execCommand, insertDivider, insertText, readFormats, selectionIn } from "./format.ts";
import { wrapLooseText, wrapTypedText } from "./format.ts";

const look = sheet(`
  :host { display: block; min-height: 200px; position: relative; cursor: text; }
  ::slotted(.ql-editor) { min-height: inherit; height: 100%; box-sizing: border-box; outline: 0; overflow: auto; user-select: text; -webkit-user-select: text; overflow-wrap: break-word; }
  ::slotted(.ql-blank)::before { content: attr(data-placeholder); position: absolute; color: rgba(128, 128, 128, 0.8); font-style: italic; pointer-events: none; }
`);

/** In a layer, so that any rule of the author overrides it. */
const lines = sheet("@layer{.ql-editor :is(p,h1,h2,h3,h4,h5,h6,ol,ul,blockquote,pre){margin:0}}");

const properties = {
  readOnly: flag(),
  placeholder: text(),
  showImgSize: flag(),
  showImgToolbar: flag(),
  showImgResize: flag(),
  focus: flag(),
  enableFormats: anything<unknown>(undefined),
  name: text(),
};

type Options = Readonly<Record<string, unknown>>;

export class Editor extends BuiltIn<typeof properties> {
  readonly #content = document.createElement("div");
  readonly #listen = () => this.#selectionMoved();
  readonly #history = new History(this.#content);
  #formats = "{}";
  /** The last cursor position: tapping a button outside takes focus away before the button formats. */
  #range: Range | undefined;
  #isReady = false;
  /** Set while a method changes the content; the method itself reports the change. */
  #isEditing = false;

  constructor() {
    super(properties);
    this.shadow("<slot></slot>", look);
    const content = this.#content;
    content.className = "ql-editor";
    this.#empty();
    content.contentEditable = "true";
    content.role = "textbox";
    content.ariaMultiLine = "true";
    content.addEventListener("input", (event) => {
      if (this.#isEditing) return;
      // Changing the lines would end the composition of an input method.
      if (!(event as InputEvent).isComposing) this.#silently(() => wrapTypedText(content));
      this.#history.note(true);
      this.#paint();
      this.emit("input", this.#contents());
    });
    content.addEventListener("focus", () => {
      execCommand("defaultParagraphSeparator", "p");
      this.emit("focus", this.#contents());
    });
    content.addEventListener("blur", () => this.emit("blur", this.#contents()));
    content.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      this.#go(event.shiftKey ? 1 : -1);
    });
    content.addEventListener("paste", (event) => this.#paste(event));
    this.addEventListener("click", (event) => {
      if (event.target === this) content.focus();
    });
  }

  connectedCallback(): void {
    if (this.#content.parentNode !== this) this.append(this.#content);
    if (!document.adoptedStyleSheets.includes(lines)) document.adoptedStyleSheets.push(lines);
    document.addEventListener("selectionchange", this.#listen);
    this.#paint();
    if (this.#isReady) return;
    this.#isReady = true;
    this.#history.note(false);
    setTimeout(() => {
      this.emit("ready", {});
      if (this.values.focus) this.#content.focus();
    });
  }

  disconnectedCallback(): void {
    document.removeEventListener("selectionchange", this.#listen);
  }

  invoke(method: string, values: readonly unknown[]): unknown {
    const call = this.#methods[method];
    if (call === undefined) throw new Error(`editor has no ${method}`);
    const [first] = values;
    return method === "format"
      ? this.#format(String(first), values[1])
      : call((typeof first === "object" && first !== null ? first : {}) as Options);
  }

  protected override get operated(): Element {
    return this.#content;
  }

  protected override changed(name: string, _value: unknown, old: unknown): void {
    const { placeholder } = this.values;
    if (name === "placeholder" && (this.#content.ariaLabel ?? "") === old) this.#content.ariaLabel = placeholder;
    if (name === "readOnly") this.#content.contentEditable = String(!this.values.readOnly);
    else if (name === "placeholder") this.#paint();
    else if (name === "focus" && this.isConnected) {
      if (this.values.focus) this.#content.focus();
      else this.#content.blur();
    }
  }

  readonly #methods: Readonly<Record<string, (options: Options) => unknown>> = {
    format: () => undefined,
    getContents: () => this.#contents(),
    setContents: (options) => this.#setContents(options),
    getSelectionText: () => {
      const selected = document.createElement("div");
      selected.append(this.#selection()?.cloneContents() ?? "");
      return { text: textOf(readDelta(selected)).slice(0, -1) };
    },
    clear: () => {
      this.#empty();
      this.#changed();
    },
    insertText: ({ text: inserted }) => this.#edit(() => insertText(this.#content, String(inserted ?? ""))),
    insertDivider: () => this.#edit(() => insertDivider(this.#content)),
    insertImage: (options) => this.#insertImage(options),
    removeFormat: () =>
      this.#edit(() => {
        execCommand("removeFormat");
        applyFormat(this.#content, "header", "none");
      }),
    deleteText: () => this.#edit(() => execCommand("delete")),
    undo: () => this.#go(-1),
    redo: () => this.#go(1),
    blur: () => this.#content.blur(),
    scrollIntoView: () =>
      (this.#selection()?.startContainer.parentElement ?? this).scrollIntoView({ block: "nearest" }),
  };

  #selection(): Range | undefined {
    return selectionIn(this.#content) ?? this.#range;
  }

  #format(name: string, value: unknown): void {
    this.#edit(() => applyFormat(this.#content, name, value));
    this.#emitFormats();
  }

  /** Makes a change at the current or last cursor position. */
  #edit(change: () => void): void {
    const range = document.activeElement === this.#content ? undefined : this.#range;
    // Focusing alone would move the cursor to the start.
    this.#content.focus({ preventScroll: true });
    if (range !== undefined) {
      const selection = document.getSelection();
      selection?.removeAllRanges();
      selection?.addRange(range);
    }
    const before = this.#content.innerHTML;
    this.#silently(change);
    if (this.#content.innerHTML !== before) this.#changed();
  }

  #silently(change: () => void): void {
    this.#isEditing = true;
    try {
      change();
    } finally {
      this.#isEditing = false;
    }
  }

  async #insertImage({ src, alt, width, height, data, extClass }: Options): Promise<void> {
    const source = String(src ?? "");
    const url = await pageContext().resolveUrl(source, this.directory);
    this.#edit(() => {
      const image = document.createElement("img");
      image.src = url;
      if (url !== source) image.setAttribute("data-local", source);
      if (alt !== undefined) image.alt = String(alt);
      if (width !== undefined) image.setAttribute("width", String(width));
      if (height !== undefined) image.setAttribute("height", String(height));
      if (typeof extClass === "string") image.className = pageContext().classNames(this, extClass);
      if (typeof data === "object" && data !== null) {
        image.dataset["custom"] = Object.entries(data)
          .map(([name, value]) => `${name}=${String(value)}`)
          .join("&");
      }
      const range = selectionIn(this.#content);
      if (range === undefined) {
        this.#content.append(image);
        return;
      }
      range.deleteContents();
      range.insertNode(image);
      range.setStartAfter(image);
      range.collapse(true);
    });
  }

  #setContents({ html, delta }: Options): void {
    const setSource = (image: HTMLImageElement, source: string) => {
      void pageContext()
        .resolveUrl(source, this.directory)
        .then((url) => (image.src = url));
    };
    const built =
      typeof delta === "object" && delta !== null
        ? buildDelta(delta as Delta, setSource)
        : buildRichNodes(parseRichText(String(html ?? "")), {
            classNames: (names) => names,
            text: (source) => source,
            setSource,
          });
    this.#content.replaceChildren(built);
    wrapLooseText(this.#content);
    if (!this.#content.hasChildNodes()) this.#empty();
    this.#changed();
  }

  #contents(): { readonly html: string; readonly text: string; readonly delta: Delta } {
    const delta = readDelta(this.#content);
    return { html: this.#content.innerHTML, text: textOf(delta), delta };
  }

  /** Leaves one empty line. */
  #empty(): void {
    this.#content.replaceChildren(emptyLine());
  }

  /** Pastes plain text only: foreign markup could contain anything. */
  #paste(event: ClipboardEvent): void {
    event.preventDefault();
    execCommand("insertText", event.clipboardData?.getData("text/plain") ?? "");
  }

  #go(step: -1 | 1): void {
    if (!this.#history.go(step)) return;
    this.#paint();
    this.emit("input", this.#contents());
  }

  #changed(): void {
    this.#history.note(false);
    this.#paint();
    this.emit("input", this.#contents());
  }

  #selectionMoved(): void {
    const range = selectionIn(this.#content);
    if (range === undefined) return;
    this.#range = range.cloneRange();
    this.#emitFormats();
  }

  #emitFormats(): void {
    const formats = readFormats(this.#content);
    const text = JSON.stringify(formats);
    if (text === this.#formats) return;
    this.#formats = text;
    this.emit("statuschange", formats);
  }

  #paint(): void {
    const content = this.#content;
    content.dataset["placeholder"] = this.values.placeholder;
    const blank = content.textContent === "" && content.querySelector("img,hr,li") === null;
    content.classList.toggle("ql-blank", blank);
  }
}

function textOf({ ops }: Delta): string {
  return ops.map(({ insert }) => (typeof insert === "string" ? insert : "")).join("");
}
