/**
 * Verification of packages: what a host needs, and all that it may import from this room. No Node built-ins in here.
 */
export { PackageError } from "./error.ts";
export type { PackageErrorCode } from "./error.ts";
export type { PackageBuild, PackageDomains, PackageManifest, PackageSubpackage } from "./manifest.ts";
export { parseTrust } from "./trust-file.ts";
export type { Sm2Verifier, Trust } from "./trust.ts";
export { readUnverifiedPackage, verifyManifest, verifyPackage, verifyUnpacked } from "./verify.ts";
export type { PackageContent, UnverifiedPackage, VerifiedPackage, VerifyOptions } from "./verify.ts";
