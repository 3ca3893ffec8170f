/** Kinds of slots, by how a value is applied. */

export const none = 0;
export const text = 1;
export const classes = 2;
export const style = 3;
export const builtIn = 4;
export const plain = 5;
export const hover = 6;
/** An id or `data-*` attribute. Its value is always a text: `data-on="{{false}}"` is "false". */
export const textAttribute = 7;
export const hidden = 8;
export const attribute = 9;
export const animation = 10;
export const caught = 11;
