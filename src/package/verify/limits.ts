/**
 * Limits on the resources that a verifier spends on a package it does not trust yet. The packer applies the same
 * limits, so that built packages verify.
 */

export interface PackageLimits {
  /** Bytes of the whole package. */
  readonly packageSize: number;
  /** Bytes of manifest.dsse.json. */
  readonly envelopeSize: number;
  readonly signatures: number;
  readonly subpackages: number;
  /** Number of files in all subpackages together. */
  readonly files: number;
  /** Total unpacked bytes of all files. */
  readonly unpackedSize: number;
  /** UTF-8 bytes of a path and of one of its segments. */
  readonly pathBytes: number;
  readonly segmentBytes: number;
  readonly depth: number;
  /** Maximum of unpacked bytes per compressed byte; blobs that unpack to less than `ratioFloor` bytes are exempt. */
  readonly ratio: number;
  readonly ratioFloor: number;
}

export const defaultLimits: PackageLimits = {
  packageSize: 256 * 1024 * 1024,
  envelopeSize: 8 * 1024 * 1024,
  signatures: 16,
  subpackages: 256,
  files: 20_000,
  unpackedSize: 256 * 1024 * 1024,
  pathBytes: 1024,
  segmentBytes: 255,
  depth: 32,
  ratio: 256,
  ratioFloor: 1024 * 1024,
};
