/** What becomes of a slot's value. Constants of a module, so that bundles have numbers in their place. */

/** Nothing that frames show. */
export const none = 0;
/** It is shown. */
export const shown = 1;
/** Part of classes that the Worker resolves. */
export const classes = 2;
/** The name of a slot of the component. */
export const slotName = 3;
/** The slot that an element asks for. */
export const slotOf = 4;
/** Classes for a component, which may be external ones of it. */
export const externalClass = 5;
/** A hole that can be seen; those inside of a `<slot>` cannot. */
export const hole = 6;
/** The handler of a `catch`, of which a frame is told whether there is one. */
export const caught = 7;
