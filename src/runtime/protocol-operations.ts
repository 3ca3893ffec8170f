/** What a batch between a page's Worker and its frame is made of: operations, their operands, and the numbers of nodes. */

/**
 * What changes in a page, as one flat array: an operation's code, then its operands. A batch is applied whole, in one go.
 *
 * Nodes have numbers. A block takes a run of them, `base` onwards: `base` is the block itself, `base + 1 + slot` what
 * stands in each slot of its skeleton (a text node, the element of an attribute, the place of a hole), and after those
 * one for each of the template's `extras`. Numbers below `FIRST_BASE` are containers of the page.
 *
 * A place in a skeleton is its *node index*: strings, numbers and elements counted in document order from 0.
 */
export const Op = {
  /**
   * `number, module, index, scope, global, hosts, extras`: from now on `number` means the skeleton with this index in
   * this module, in the tree of a component whose class names get the prefix `scope` (`""`: none) and, if `global` is 1,
   * stand without prefix as well. `hosts` are triples `nodeIndex, kind, hostClass` of the elements that are components
   * (see `HostKind`; `hostClass` is `""` or a class as it is to be set); `extras` the node indexes that get numbers.
   * In place of an index may stand `[index, node, ...children]`: these children, counted from 0, of the element `node` in
   * that skeleton. Blocks of it have as many slots as those of the whole skeleton.
   */
  template: 0,
  /** `number, base, ...values`: one value per slot; 0 for holes and for whatever a frame does not show. Stands nowhere yet. */
  create: 1,
  /**
   * `base, hole, before`: puts a block into a hole (a container, a slot) before another block of it; `before` 0: at its
   * end. What stands in a slot leaves with that.
   */
  insert: 2,
  /** Operands as `insert`, of a block that stands in the hole already. */
  move: 3,
  /** `base`: the block leaves; its numbers are given back by `free`. */
  remove: 4,
  /** `hole, first`: everything in the hole from block `first` on leaves. Never sent if content of it was put elsewhere by `place`. */
  clear: 5,
  /** `base, count`: nobody will use these numbers any more; they may be given to other nodes from the next operation on. */
  free: 6,
  /** `node, text` */
  text: 7,
  /** `node, value`: of an attribute; which one, the template says. */
  attribute: 8,
  /** `base, nodeIndex, names`: the element's whole class attribute, as it is to be set: nothing is added to it. */
  classes: 9,
  /** `host, base`: a block becomes the tree of a component's host (or fills a container). Sent again only after the block before was removed. */
  root: 10,
  /** `host, slot`: all content of the host goes into that slot of its component; `slot` 0: out of sight, but kept. */
  slot: 11,
  /** `content, slot, before`: one piece of a host's content goes into a slot, before another piece or last. For hosts with several slots. */
  place: 12,
  /** `base, nodeIndex, what, value`: what a wxs handler or an animation does to an element, on top of its template; see `Override`. */
  override: 13,
  /** `paths`: sheets of the package that apply from now on, in this order, after those that apply already. */
  sheets: 14,
} as const;

export const HostKind = {
  /** An element of its own, its component's tree inside. */
  element: 0,
  /** No element: the tree stands in its place. */
  virtual: 1,
  /** Added to one of these: what stands between its tags is never shown; its slots have blocks of their own. */
  copied: 2,
} as const;

/** First number that blocks use. */
export const FIRST_BASE = 16;

/** Containers of a page: they are hosts without an owner. */
export const Container = {
  page: 1,
  /** A custom tab bar. */
  tabBar: 2,
} as const;

export const Override = {
  /** Value: `{ property: value }`, in the way of a style attribute; null takes one back. */
  style: 0,
  /** Value: class names as they are to be set. */
  addClass: 1,
  removeClass: 2,
  /** Value: keyframes and timing of an animation, see `AnimationSteps`; null clears it. */
  animate: 3,
} as const;

export type Operation = string | number | boolean | null | object | undefined;

/** An element, as frames name it to the Worker and the other way round. */
export interface NodeReference {
  readonly base: number;
  readonly node: number;
}
