/** What few pages ask of their frame, in a file that is loaded then: animations, fonts, observers. Files of their own would be larger. */
export { animate, setAnimation } from "./animation.ts";
export { addFont } from "./font.ts";
export { createObservers } from "./observers.ts";
