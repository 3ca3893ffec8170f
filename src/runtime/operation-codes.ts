/**
 * Codes of operations: what changes in a page, as one flat array of a code and its operands, then the next. A batch is
 * applied whole, in one go.
 *
 * Constants of a module, so that bundles have numbers in their place: `import * as Op`, not the name that `protocol.ts` has
 * for it.
 *
 * Nodes have numbers. A block takes a run of them, `base` onwards: `base` is the block itself, `base + 1 + slot` what
 * stands in each slot of its skeleton (a text node, the element of an attribute, the place of a hole), and after those
 * one for each of the template's `extras`. Numbers below `FIRST_BASE` are containers of the page.
 *
 * A place in a skeleton is its *node index*: strings, numbers and elements counted in document order from 0.
 */
/**
 * `number, module, index, scope, global, hosts, extras`: from now on `number` means the skeleton with this index in
 * this module, in the tree of a component whose class names get the prefix `scope` (`""`: none) and, if `global` is 1,
 * stand without prefix as well. `hosts` are triples `nodeIndex, kind, hostClass` of the elements that are components
 * (see `HostKind`; `hostClass` is `""` or a class as it is to be set), and of holes that are made with a block in them;
 * `extras` the node indexes that get numbers, and `~slot` for each slot whose value blocks are made without.
 * In place of an index may stand `[index, node, ...children]`: these children, counted from 0, of the element `node` in
 * that skeleton. Blocks of it have as many slots as those of the whole skeleton.
 */
export const template = 0;
/**
 * `number, base, ...values`: one value per slot that has one. Then, for each host or hole with a template in it, `base,
 * ...values` of that block. Stands nowhere yet.
 */
export const create = 1;
/**
 * `base, hole, before`: puts a block into a hole (a container, a slot) before another block of it; `before` 0: at its
 * end. What stands in a slot leaves with that.
 */
export const insert = 2;
/** Operands as `insert`, of a block that stands in the hole already. */
export const move = 3;
/** `base`: the block leaves; its numbers are given back by `free`. */
export const remove = 4;
/** `hole, first`: everything in the hole from block `first` on leaves. Never sent if content of it was put elsewhere by `place`. */
export const clear = 5;
/** `base, count`: nobody will use these numbers any more; they may be given to other nodes from the next operation on. */
export const free = 6;
/** `node, text` */
export const text = 7;
/** `node, value`: of an attribute; which one, the template says. */
export const attribute = 8;
/** `base, nodeIndex, names`: the element's whole class attribute, as it is to be set: nothing is added to it. */
export const classes = 9;
/** `host, base`: a block becomes the tree of a component's host (or fills a container). Sent again only after the block before was removed. */
export const root = 10;
/** `host, slot`: all content of the host goes into that slot of its component; `slot` 0: out of sight, but kept. */
export const slot = 11;
/** `content, slot, before`: one piece of a host's content goes into a slot, before another piece or last. For hosts with several slots. */
export const place = 12;
/** `base, nodeIndex, what, value`: what a wxs handler or an animation does to an element, on top of its template; see `Override`. */
export const override = 13;
/** `paths`: sheets of the package that apply from now on, in this order, after those that apply already. */
export const sheets = 14;
