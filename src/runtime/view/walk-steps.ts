/** Steps of the walk through a clone. A number from 0 on assigns the current node to that slot or extra. */

export const down = -1;
export const next = -2;
export const up = -3;
/** Records the block on an element whose parent may belong to another block. */
export const mark = -4;
/** Records the current children as the host's content. */
export const content = -5;
/** Records the content of a virtual host, at its end; the operand is the distance to its start in siblings. */
export const virtualContent = -6;
/** Links the end of a virtual host or nested block with its start; the operand is the distance in siblings. */
export const end = -8;
/** Starts a nested block; the operand is its index in the template's trees. */
export const tree = -9;
/** Remembers an element for properties set after the walk. */
export const hold = -7;
