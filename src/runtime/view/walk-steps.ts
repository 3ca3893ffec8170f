/** Steps of the walk through a clone; a number from 0 on takes the node for that slot or extra. */

export const down = -1;
export const next = -2;
export const up = -3;
/** The element's parent may be of another block. */
export const mark = -4;
/** The host's content is what it has now. */
export const content = -5;
/** Of a virtual host, at its end; the operand is its begin's distance in siblings. */
export const virtualContent = -6;
/** Followed by how far before the node what ends with it begins: a virtual host, or a block that is made with another. */
export const end = -8;
/** Followed by which of the template's trees begins here. */
export const tree = -9;
/** Remembers an element for what is to be done after the walk. */
export const hold = -7;
