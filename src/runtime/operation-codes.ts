/**
 * Codes of operations. An operation is a code followed by its operands, and a batch is one flat array of operations
 * that describes changes to a page. A frame applies a batch as a whole.
 *
 * These are module constants so that bundlers inline the numbers. For that, import this file as `import * as Op`, not
 * the `Op` that `protocol.ts` exports.
 *
 * Nodes have numbers. A block takes a range of them that starts at `base`: `base` is the block itself, `base + 1 +
 * slot` is the node in that slot of its skeleton (a text node, the element of an attribute, the position of a hole),
 * followed by one number for each of the template's `extras`. Numbers below `FIRST_BASE` are containers of the page.
 *
 * A place in a skeleton is its *node index*: strings, numbers and elements counted in document order from 0.
 */
/**
 * `number, module, index, scope, global, hosts, extras`: from now on, `number` stands for the skeleton with this index
 * in this module, in the tree of a component whose class names get the prefix `scope` (`""` for none); if `global` is
 * 1, the unprefixed class names are set as well. `hosts` are triples `nodeIndex, kind, hostClass`, one for each element
 * that is a component (see `HostKind`; `hostClass` is `""` or a class to set as given) and for each hole that is
 * created with a block in it. `extras` lists the node indexes that get numbers, and `~slot` for each slot for which
 * blocks are created without a value.
 *
 * Instead of `index` there may be `[index, node, ...children]`: these children, counted from 0, of the element `node`
 * in that skeleton. Its blocks have as many slots as those of the whole skeleton.
 */
export const template = 0;
/**
 * `number, base, ...values`: creates a block with one value per slot that has one. Then, for each host or hole with a
 * template in it, follow `base, ...values` of that block. The new block is not in the document yet.
 */
export const create = 1;
/**
 * `base, hole, before`: inserts a block into a hole (a container or slot) before another block of that hole, or at its
 * end if `before` is 0. A block in a slot is removed together with the slot.
 */
export const insert = 2;
/** `base, hole, before`: like `insert`, for a block that is already in that hole. */
export const move = 3;
/** `base`: removes the block. Its numbers stay taken until `free`. */
export const remove = 4;
/**
 * `hole, first`: removes the block `first` and all blocks after it in the hole. Never sent if content of the hole was
 * moved elsewhere by `place`.
 */
export const clear = 5;
/** `base, count`: these numbers are no longer used; later operations may assign them to other nodes. */
export const free = 6;
/** `node, text`: sets the text of a text node. */
export const text = 7;
/** `node, value`: sets an attribute; the template says which one. */
export const attribute = 8;
/** `base, nodeIndex, names`: sets the element's whole class attribute to `names`; nothing is added. */
export const classes = 9;
/**
 * `host, base`: makes a block the tree of a component's host, or the content of a container. Sent again only after the
 * previous block was removed.
 */
export const root = 10;
/**
 * `host, slot`: moves all content of the host into that slot of its component; with `slot` 0 it is kept but not shown.
 */
export const slot = 11;
/**
 * `content, slot, before`: moves one piece of a host's content into a slot, before another piece or to the end; `slot`
 * 0 moves it back to its own place. For hosts with several slots.
 */
export const place = 12;
/**
 * `base, nodeIndex, what, value`: a change to an element by a wxs handler or an animation, on top of its template; see
 * `Override`.
 */
export const override = 13;
/** `paths`: stylesheets of the package that apply from now on, in this order, after those that already apply. */
export const sheets = 14;
