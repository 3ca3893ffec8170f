/** Entry point of what only previews need: takes over new code in a running app, and inspects the app. */
export { UpdateHistory } from "./history.ts";
export { inspect } from "./inspect.ts";
export { takeOver } from "./take-over.ts";
export { watchDefinitions } from "./without-definition.ts";
