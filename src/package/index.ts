/** Packages: from the compiler's output to a signed archive, and back through the verifier. */
export { packOutput } from "./pack.ts";
export type { PackedPackage, PackOptions } from "./pack.ts";
export { signPackage } from "./sign.ts";
export type { Signer } from "./sign.ts";
export { generateDevelopmentKey, KeyError, loadPrivateKey, userConfigFolder } from "./keys.ts";
export type { DevelopmentKey } from "./keys.ts";
export { comparePackages, isEmpty } from "./compare.ts";
export type { Change, FieldChange, FileChange, ListChange, PackageComparison, SubpackageChange } from "./compare.ts";
export { writePackage } from "./store-file.ts";
// Named here first, so that this room's users get Node's form of the two.
export { readUnverifiedPackage, verifyPackage } from "./read-package.ts";
export * from "./verify/index.ts";
