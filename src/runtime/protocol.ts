/**
 * Every message over the ports between the three parties of a running app: the logic Worker, the page frames and the host
 * page. How these meet is in `protocol-windows.ts`. Nothing else passes between them. `docs/host.md` describes the same
 * for hosts that are not written in this repository.
 */
export * from "./protocol-operations.ts";
export type * from "./protocol-frame.ts";
export type * from "./protocol-host.ts";
