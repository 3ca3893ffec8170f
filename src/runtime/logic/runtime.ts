/** What running blocks need from around them: one per tree, the same for all its scopes. */
import type { Operations } from "./operations.ts";
import type { Problem } from "./problem.ts";

export interface Runtime {
  readonly operations: Operations;
  report(problem: Problem): void;
  /** `object[key]` as templates mean it. */
  readonly member: (object: unknown, key: unknown) => unknown;
}
