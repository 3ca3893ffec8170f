/** Whether this runtime can run a package: every place that starts one asks here. */
import type { PackageManifest } from "../../package/verify/index.ts";

/** What this runtime offers to compiled code: `MAJOR.MINOR`. Another major number is incompatible, a minor one adds. */
const abi = [1, 0] as const;

/** Why this runtime cannot run the package; nothing if it can. */
export function abiProblem({ abi: needed }: Pick<PackageManifest, "abi">): string | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(needed) ?? [];
  if (Number(major) === abi[0] && Number(minor) <= abi[1]) return undefined;
  return `the package needs the runtime ABI ${JSON.stringify(needed)}, and this runtime has ${abi.join(".")}`;
}

/** @throws Error if the package's code needs a runtime that is not this one */
export function requireAbi(manifest: PackageManifest): void {
  const problem = abiProblem(manifest);
  if (problem !== undefined) throw new Error(problem);
}
