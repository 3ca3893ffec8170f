/**
 * Entry point of `miniapp/host`: runs packages in a web page. docs/host.md says what the page and the app's origin
 * need.
 */
export { mountFromStore, mountMiniApp } from "./mount.ts";
export type { MiniApp, MiniAppEvents, MountOptions } from "./mount.ts";
export type { Device } from "./run.ts";
export type { HostHooks } from "./services/contract.ts";
export type { StoreClient, StoreSource } from "./store.ts";
export { answer } from "./serve.ts";
export type { Answer, ServedApp, ServedPackage, Site } from "./serve.ts";
export { PackageError } from "../../package/verify/index.ts";
