/**
 * Code that few pages need, loaded on demand: animations, fonts, observers. Separate files would be larger in total.
 */
export { animate, setAnimation } from "./animation.ts";
export { addFont } from "./font.ts";
export { createObservers } from "./observers.ts";
