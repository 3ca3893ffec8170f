/** What only an app under development does: take over new code while it runs, and tell what is inside. */
export { UpdateHistory } from "./history.ts";
export { inspect } from "./inspect.ts";
export { takeOver } from "./take-over.ts";
export { watchDefinitions } from "./without-definition.ts";
