/** What the value of a slot is used for. Module constants, because bundlers then inline the numbers. */

/** Not sent to the frame; also for holes. */
export const none = 0;
/** Part of classes that the Worker computes. */
export const classes = 1;
/** The name of one of the component's slots. */
export const slotName = 2;
/** The `slot` attribute of an element. */
export const slotOf = 3;
/** An attribute with classes for an external class of a component. */
export const externalClass = 4;
/** From here on, values are sent to the frame. The handler of a `catch` event: only whether there is one. */
export const caught = 5;
/** Displayed as it is. */
export const shown = 6;
