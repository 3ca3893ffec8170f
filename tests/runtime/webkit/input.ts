/** Mouse and keyboard, as WebDriver's actions. WebKitWebDriver has no touch screen. */
import { missing } from "./missing.ts";
import { elementKey } from "./session.ts";
import type { FrameNode, Tab } from "./tab.ts";

/** Keys by Playwright's names, as the code points of WebDriver. */
const keys: Readonly<Record<string, string>> = {
  Backspace: "\uE003",
  Tab: "\uE004",
  Enter: "\uE006",
  Shift: "\uE008",
  Control: "\uE009",
  Alt: "\uE00A",
  Escape: "\uE00C",
  PageUp: "\uE00E",
  PageDown: "\uE00F",
  End: "\uE010",
  Home: "\uE011",
  ArrowLeft: "\uE012",
  ArrowUp: "\uE013",
  ArrowRight: "\uE014",
  ArrowDown: "\uE015",
  Delete: "\uE017",
  Meta: "\uE03D",
  Space: " ",
};

/** The keys of a text such as `Shift+ArrowLeft`, in WebDriver's code points. */
export function keySequence(text: string): readonly string[] {
  const names = text.length === 1 ? [text] : text.split("+");
  return names.map((name) => {
    const key = keys[name] ?? ([...name].length === 1 ? name : undefined);
    if (key === undefined) throw missing(`the key ${name}`);
    return key;
  });
}

export class Input {
  readonly #tab: Tab;
  /** Where the mouse is. */
  #x = 0;
  #y = 0;

  constructor(tab: Tab) {
    this.#tab = tab;
  }

  async move(x: number, y: number, steps: number): Promise<void> {
    const [fromX, fromY] = [this.#x, this.#y];
    const part = (index: number) => (index + 1) / steps;
    const moves = Array.from({ length: steps }, (_, index) =>
      moveTo(fromX + (x - fromX) * part(index), fromY + (y - fromY) * part(index)),
    );
    [this.#x, this.#y] = [x, y];
    await this.#mouse(...moves);
  }

  down(): Promise<void> {
    return this.#mouse(button("pointerDown"));
  }

  up(): Promise<void> {
    return this.#mouse(button("pointerUp"));
  }

  async click(x: number, y: number, count: number): Promise<void> {
    [this.#x, this.#y] = [x, y];
    const clicks = Array.from({ length: count }, () => [button("pointerDown"), button("pointerUp")]).flat();
    await this.#mouse(moveTo(x, y), ...clicks);
  }

  wheel(deltaX: number, deltaY: number): Promise<void> {
    const at = { x: Math.round(this.#x), y: Math.round(this.#y) };
    const scroll = { type: "scroll", ...at, deltaX, deltaY, duration: 0, origin: "viewport" };
    return this.perform([{ type: "wheel", id: "wheel", actions: [scroll] }]);
  }

  /** Presses keys together: modifiers first. */
  async press(sequence: readonly string[]): Promise<void> {
    const pressed = sequence.map((value) => ({ type: "keyDown", value }));
    const released = [...sequence].reverse().map((value) => ({ type: "keyUp", value }));
    const keys = { type: "key", id: "keyboard", actions: [...pressed, ...released] };
    await this.perform([keys], await this.#focused());
  }

  /** Types characters one by one. */
  async type(text: string): Promise<void> {
    for (const character of text) await this.press([character === "\n" ? (keys["Enter"] as string) : character]);
  }

  /**
   * The frame with the focus. The driver gives the focus to the frame in which a command runs, so keys must be pressed
   * in the right one.
   */
  async #focused(): Promise<FrameNode> {
    let frame = this.#tab.main;
    for (;;) {
      const element = await this.#tab.reference(frame, "__kit.focusedFrame()");
      const inner = frame.children.find((child) => element && child.element?.[elementKey] === element[elementKey]);
      if (!inner) return frame;
      frame = inner;
    }
  }

  /** Performs actions as WebDriver writes them; coordinates are those of the viewport of the window, or of `frame`. */
  perform(sources: readonly object[], frame = this.#tab.main): Promise<void> {
    if (sources.some((source) => JSON.stringify(source).includes('"pointerType":"touch"'))) {
      return Promise.reject(missing("a touch", "WebKitWebDriver has no touch screen"));
    }
    return this.#tab.within(frame, async (send) => {
      await send("POST", "/actions", { actions: sources });
    });
  }

  #mouse(...actions: readonly object[]): Promise<void> {
    return this.perform([{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }]);
  }
}

function moveTo(x: number, y: number): object {
  return { type: "pointerMove", x: Math.round(x), y: Math.round(y), duration: 0, origin: "viewport" };
}

function button(type: "pointerDown" | "pointerUp"): object {
  return { type, button: 0 };
}
