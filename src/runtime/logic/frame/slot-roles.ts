/** What becomes of a slot's value. Constants of a module, so that bundles have numbers in their place. */

/** Nothing that frames are told of; holes as well. */
export const none = 0;
/** Part of classes that the Worker resolves. */
export const classes = 1;
/** The name of a slot of the component. */
export const slotName = 2;
/** The slot that an element asks for. */
export const slotOf = 3;
/** Classes for a component, which may be external ones of it. */
export const externalClass = 4;
/** From here on a frame is told of it. The handler of a `catch`: whether there is one. */
export const caught = 5;
/** It is shown. */
export const shown = 6;
