/** The undo history of an editor: copies of its content, one per burst of typing. */

const limit = 100;
/** Inputs less than this many milliseconds apart form one step. */
const burst = 400;

export class History {
  readonly #content: HTMLElement;
  #states: Node[][] = [];
  #at = -1;
  #last = Number.NEGATIVE_INFINITY;

  constructor(content: HTMLElement) {
    this.#content = content;
  }

  /** Records the current content. */
  note(isTyping: boolean): void {
    const now = performance.now();
    const joins = isTyping && now - this.#last < burst && this.#at > 0;
    this.#last = isTyping ? now : Number.NEGATIVE_INFINITY;
    this.#states.length = joins ? this.#at : this.#at + 1;
    this.#states.push(copy(this.#content.childNodes));
    if (this.#states.length > limit) this.#states.shift();
    this.#at = this.#states.length - 1;
  }

  /** Restores the previous (-1) or next (1) state; returns false if there is none. */
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
