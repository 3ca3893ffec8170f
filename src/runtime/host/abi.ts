/** Whether this runtime can run a package. Everything that starts a package checks here. */
import type { PackageManifest } from "../../package/verify/index.ts";

/**
 * The ABI that this runtime offers to compiled code, `MAJOR.MINOR`. Different majors are incompatible; a higher minor
 * only adds.
 */
const abi = [1, 0] as const;

/** Why this runtime cannot run the package; undefined if it can. */
export function abiProblem({ abi: needed }: Pick<PackageManifest, "abi">): string | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(needed) ?? [];
  if (Number(major) === abi[0] && Number(minor) <= abi[1]) return undefined;
  return `the package needs the runtime ABI ${JSON.stringify(needed)}, and this runtime has ${abi.join(".")}`;
}

/** @throws Error if the package's code needs an ABI that this runtime does not offer */
export function requireAbi(manifest: PackageManifest): void {
  const problem = abiProblem(manifest);
  if (problem !== undefined) throw new Error(problem);
}
