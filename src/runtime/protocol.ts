/**
 * All messages over the ports between the three parties of a running app: the Worker, the page frames and the host
 * page. `protocol-windows.ts` has the messages through which they first connect. Nothing else passes between them.
 * `docs/host.md` describes the same protocol for hosts outside this repository.
 */
export * from "./protocol-operations.ts";
export type * from "./protocol-frame.ts";
export type * from "./protocol-host.ts";
