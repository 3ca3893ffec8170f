/**
 * Verification of packages: what a host needs, and all that it may import from this room. No Node built-ins in here.
 */
export { verifyPackage, readUnverifiedPackage } from "./verify.ts";
export type {
  FileContent,
  PackageContent,
  Sha256,
  SubpackageContent,
  UnverifiedPackage,
  VerifiedPackage,
  VerifyOptions,
} from "./verify.ts";
export { PackageError, packageCodes } from "./error.ts";
export type { PackageErrorCode } from "./error.ts";
export { defaultLimits } from "./limits.ts";
export type { PackageLimits } from "./limits.ts";
export { packageDigest } from "./digest.ts";
export { packagePayloadType } from "./manifest.ts";
export type {
  PackageBuild,
  PackageDependency,
  PackageDomains,
  PackageFile,
  PackageManifest,
  PackageSubpackage,
} from "./manifest.ts";
export { parseTrust } from "./trust-file.ts";
export { algorithmOf, keyId } from "./trust.ts";
export type { KeyAlgorithm, Trust, TrustKey } from "./trust.ts";
