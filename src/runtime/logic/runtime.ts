/** What running blocks need from their environment: one `Runtime` per tree, shared by all scopes of the tree. */
import type { Operations } from "./operations.ts";
import type { Problem } from "./problem.ts";

export interface Runtime {
  readonly operations: Operations;
  report(problem: Problem): void;
  /** Reads `object[key]` with the rules of template expressions; see `createMember` in values.ts. */
  readonly member: (object: unknown, key: unknown) => unknown;
}
