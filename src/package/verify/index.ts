/**
 * Verification of packages: what a host needs, and the only part of this room that it may import. Uses no Node
 * built-ins.
 */
export { PackageError } from "./error.ts";
export type { PackageErrorCode } from "./error.ts";
export type { PackageBuild, PackageDomains, PackageManifest, PackageSubpackage } from "./manifest.ts";
export { parseTrust } from "./trust-file.ts";
export type { Ed25519Verifier, Sm2Verifier, Trust } from "./trust.ts";
export { readUnverifiedPackage, verifyManifest, verifyPackage, verifyUnpacked } from "./verify.ts";
export type { PackageContent, UnverifiedPackage, VerifiedPackage, VerifyOptions } from "./verify.ts";
