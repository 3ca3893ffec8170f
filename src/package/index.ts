/** Packages: from the compiler's output to a signed archive, and back through verification. */
export { comparePackages, isEmpty } from "./compare.ts";
export type { FileChange, ListChange, PackageComparison, SubpackageChange } from "./compare.ts";
export { createDelta, withEnvelope } from "./delta.ts";
export { createKey, isEncryptedKey, openKeyFile, publicKeyOf } from "./key-file.ts";
export type { NewKey } from "./key-file.ts";
export { generateDevelopmentKey, KeyError, loadPrivateKey, userConfigFolder } from "./keys.ts";
export { makeFolder } from "./make-folder.ts";
export { nameFaults } from "./name-faults.ts";
export { packOutput } from "./pack.ts";
export { PackMemory } from "./pack-memory.ts";
export type { PackedPackage } from "./pack.ts";
export { readUnverifiedPackage, verifyPackage, verifyUnpacked } from "./read-package.ts";
export { addSignatures, signPackage, signStatement } from "./sign.ts";
export type { Signer } from "./sign.ts";
export { commandSigner } from "./signer-command.ts";
export { createFile, prepareFile, removeFile, removeStrayFiles, syncFolder, writePackage } from "./store-file.ts";
export type { PreparedFile } from "./store-file.ts";
export { splitPackage } from "./verify/delta.ts";
export { algorithmOf } from "./verify/trust.ts";
export type { KeyAlgorithm } from "./verify/trust.ts";
export { PackageError, parseTrust, verifyManifest } from "./verify/index.ts";
export type {
  PackageBuild,
  PackageContent,
  PackageDomains,
  PackageErrorCode,
  PackageManifest,
  PackageSubpackage,
  Trust,
  VerifiedPackage,
  VerifyOptions,
} from "./verify/index.ts";
