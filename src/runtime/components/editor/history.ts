/** What an editor held before: states of its content, one per burst of typing. */

const limit = 100;
/** Milliseconds between two inputs that count as one. */
const burst = 400;

export class History {
  readonly #content: HTMLElement;
  #states: Node[][] = [];
  #at = -1;
  #last = Number.NEGATIVE_INFINITY;

  constructor(content: HTMLElement) {
    this.#content = content;
  }

  /** The content is another one. */
  note(isTyping: boolean): void {
    const now = performance.now();
    const joins = isTyping && now - this.#last < burst && this.#at > 0;
    this.#last = isTyping ? now : Number.NEGATIVE_INFINITY;
    this.#states.length = joins ? this.#at : this.#at + 1;
    this.#states.push(copy(this.#content.childNodes));
    if (this.#states.length > limit) this.#states.shift();
    this.#at = this.#states.length - 1;
  }

  /** Shows the state before (-1) or after (1); false if there is none. */
  go(step: -1 | 1): boolean {
    const state = this.#states[this.#at + step];
    if (state === undefined) return false;
    this.#at += step;
    this.#last = Number.NEGATIVE_INFINITY;
    this.#content.replaceChildren(...copy(state));
    return true;
  }
}

function copy(nodes: Iterable<Node>): Node[] {
  return Array.from(nodes, (node) => node.cloneNode(true));
}
