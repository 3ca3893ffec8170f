/**
 * Builds a project from disk to disk: connects the compiler with the file system and writes the package file. Used by
 * `build`, its `--watch`, and every other verb that needs a fresh package.
 */
import { hash } from "node:crypto";
import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { createCompiler, ScriptCompilerStopped } from "../compiler/index.ts";
import type { Compilation, Compiler, Diagnostic } from "../compiler/index.ts";
import { hasErrors } from "../compiler/diagnostics/index.ts";
import {
  generateDevelopmentKey,
  KeyError,
  PackageError,
  PackMemory,
  packOutput,
  prepareFile,
  userConfigFolder,
} from "../package/index.ts";
import type { PackageManifest, PackedPackage, Signer } from "../package/index.ts";
import { checkBudgets } from "./budgets.ts";
import { locateCache } from "./cache-location.ts";
import { isCacheFile, openCache } from "./cache.ts";
import { createDiskHost } from "../disk/index.ts";
import type { DiskHost } from "../disk/index.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { Io } from "./io.ts";
import { checkOutFile } from "./out-file.ts";
import { checkNames } from "./portable-names.ts";
import { namedSigner } from "./own-key.ts";
import type { KeyFlags } from "./own-key.ts";
import { resolveProjectKey } from "./project-key.ts";
import { joinSourceMaps, prepareSourceMaps, sourceMapsOf } from "./source-maps.ts";
import type { PreparedSourceMaps, SourceMapsText } from "./source-maps.ts";
import { preprocessors } from "./preprocessors.ts";
import { packageVersion } from "./version.ts";

export interface BuildOptions {
  readonly out?: string;
  readonly mode?: string;
  readonly target?: string;
  readonly minify?: boolean;
  readonly sourceMaps: boolean;
  readonly allowMissing: boolean;
  /** The signer. Without a key or command it is the project's key, else the development key. */
  readonly keys: KeyFlags & { readonly alsoKey?: string };
  /** A folder, or `false` to disable the cache. */
  readonly cache?: string | false;
  /** True if the builder builds only once. */
  readonly once?: boolean;
}

export interface Build {
  readonly compilation: Compilation;
  /** Diagnostics of the compilation and of later steps. */
  readonly diagnostics: readonly Diagnostic[];
  /** Missing if there is an error. */
  readonly written?: WrittenPackage;
}

export interface WrittenPackage {
  /** Absolute path. */
  readonly path: string;
  readonly sourceMapsPath?: string;
  readonly size: number;
  readonly digest: string;
  readonly manifest: PackageManifest;
  /** A warning to show: why hosts must not trust the signing key. */
  readonly keyWarning?: string;
}

export interface Builder {
  readonly host: DiskHost;
  /** Builds. After an error, the package on disk stays unchanged. */
  build(): Promise<Build>;
  /** Reports files that changed on disk since the last build. */
  changed(paths: Iterable<string>, structure: boolean): void;
  /** Reports that packages may have been installed, removed or replaced since the last build. */
  packagesChanged(): void;
  /**
   * Whether a build writes this file: the package, its source maps, temporary files of both, or the cache.
   *
   * @param path absolute, with links resolved
   */
  isOutput(path: string): boolean;
}

/** @throws CommandError if the folder does not exist */
export function createBuilder(folder: string, options: BuildOptions, io: Io): Builder {
  const host = openHost(resolve(io.cwd, folder));
  // esbuild's process spends a quarter of its time on garbage collection; a larger heap avoids that.
  process.env["GOGC"] ??= "400";
  const cachePlace = options.cache === false ? undefined : locateCache(host.root, options, io);
  const cache = cachePlace && openCache(cachePlace.folder, cachePlace.name);
  const compiler: Compiler = createCompiler(host, {
    version: packageVersion(),
    sourceMaps: options.sourceMaps,
    allowMissing: options.allowMissing,
    preprocessors,
    digest: (data) => hash("sha256", data, "base64url"),
    yieldToEventLoop: () => new Promise((resolve) => setImmediate(resolve)),
    ...(options.mode === undefined ? {} : { mode: options.mode }),
    ...(options.target === undefined ? {} : { target: options.target }),
    ...(options.minify === undefined ? {} : { minify: options.minify }),
    ...(cache ? { cache } : {}),
    ...(cache && options.once ? { repeat: true } : {}),
  });
  let packagePath: string | undefined;
  const memory = new PackMemory(cache);
  const chooseSigner = signerChoice(options.keys, host, io);
  return {
    host,
    async build() {
      const compiled = await compiler.build().catch(explainStop);
      const { project } = compiled;
      const names = compiled.output && checkNames(compiled.output, options.allowMissing);
      const compilation = names ? { ...compiled, output: names.output } : compiled;
      const { output } = compilation;
      const budget = output && project ? checkBudgets(output, project.miniapp) : [];
      const diagnostics = [...compilation.diagnostics, ...(names?.diagnostics ?? []), ...budget];
      if (!output || hasErrors(diagnostics)) return { compilation, diagnostics };
      packagePath = choosePath(output.app.appId, host, options, io);
      const written = await writeBuild(compilation, packagePath, memory, options, chooseSigner, () => cache?.save());
      return { compilation, diagnostics, written };
    },
    changed(paths, structure) {
      host.invalidate(paths);
      if (structure) compiler.forgetStructure();
    },
    packagesChanged() {
      host.invalidatePackages();
      compiler.forgetStructure();
    },
    isOutput: (path) =>
      (packagePath !== undefined && isOutputOf(packagePath, path)) ||
      (cachePlace !== undefined && isCacheFile(basename(path)) && dirname(path) === realFolder(cachePlace.folder)),
  };
}

/** The script compiler's process stopped. This is not a bug of ours, and a new build may succeed. */
function explainStop(error: unknown): never {
  if (!(error instanceof ScriptCompilerStopped)) throw error;
  throw new CommandError(exitCodes.environment, error.message, "It may have run out of memory; try again.");
}

function openHost(folder: string): DiskHost {
  try {
    return createDiskHost(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new CommandError(exitCodes.environment, `${folder}: no such folder`);
  }
}

function choosePath(appId: string, host: DiskHost, { out }: BuildOptions, io: Io): string {
  return resolve(io.cwd, out ?? join(host.root, "dist", `${fileName(appId)}.mapkg`));
}

function isOutputOf(packagePath: string, path: string): boolean {
  if (dirname(path) !== realFolder(dirname(packagePath))) return false;
  const name = basename(path);
  return (
    name === basename(packagePath) || name.endsWith(".miniapp-tmp") || sourceMapsOf(packagePath, name) !== undefined
  );
}

/** The folder's real path, as a file watcher reports it. */
function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

async function writeBuild(
  compilation: Compilation,
  path: string,
  memory: PackMemory,
  options: BuildOptions,
  chooseSigner: ChooseSigner,
  saveCache: () => void,
): Promise<WrittenPackage> {
  const { output, project } = compilation;
  if (!output || !project) throw new Error("nothing to write");
  let keyWarning: string | undefined;
  let maps: SourceMapsText | undefined;
  const packing = packOutput(output, {
    async signers() {
      checkOutFile(path);
      const key = await chooseSigner(project.miniapp.signing.key);
      keyWarning = key.warning;
      // Done while the packages are being compressed.
      if (options.sourceMaps) maps = joinSourceMaps(output.sourceMaps);
      return key.signers;
    },
    memory,
    build: {
      compiler: `miniapp ${packageVersion()}`,
      target: compilation.target,
      mode: options.mode ?? "",
      dependencies: compilation.dependencies,
    },
  });
  const packed = await packing.catch((error: unknown) => {
    // A problem that no earlier check reported. The project is at fault, not this program.
    if (error instanceof PackageError)
      throw new CommandError(exitCodes.diagnostics, `hosts would reject the package: ${error.message}`);
    // An external signer can fail as late as this.
    if (error instanceof KeyError) throw new CommandError(exitCodes.environment, error.message);
    throw error;
  });
  const sourceMaps = await putInPlace(path, packed, maps, saveCache);
  return {
    path,
    ...(sourceMaps ? { sourceMapsPath: sourceMaps.path } : {}),
    size: packed.bytes.length,
    digest: packed.digest,
    manifest: packed.manifest,
    ...(keyWarning === undefined ? {} : { keyWarning }),
  };
}

/**
 * Moves the package and its source maps into place, the maps first, so that a package on disk always has its maps. Both
 * are written concurrently.
 *
 * @param meanwhile work to do while the disk is busy
 */
async function putInPlace(
  path: string,
  { bytes, digest }: PackedPackage,
  sourceMaps: SourceMapsText | undefined,
  meanwhile: () => void,
): Promise<PreparedSourceMaps | undefined> {
  const preparing = Promise.allSettled([
    sourceMaps && prepareSourceMaps(path, digest, sourceMaps),
    prepareFile(path, bytes),
  ]);
  meanwhile();
  const [maps, file] = await preparing;
  try {
    if (maps.status === "rejected") throw maps.reason;
    if (file.status === "rejected") throw file.reason;
    await maps.value?.commit();
    await file.value.commit();
  } catch (error) {
    if (maps.status === "fulfilled") maps.value?.discard();
    if (file.status === "fulfilled") file.value.discard();
    throw error;
  }
  await maps.value?.removeOld(file.value.isInPlace);
  return maps.value;
}

interface ChosenSigner {
  readonly signers: readonly Signer[];
  readonly warning?: string;
}

/** @param projectKey `signing.key` of miniapp.json */
type ChooseSigner = (projectKey: string | undefined) => Promise<ChosenSigner>;

/** Opens each key once, so that the passphrase is requested only once, however often the project is built. */
function signerChoice(keys: BuildOptions["keys"], host: DiskHost, io: Io): ChooseSigner {
  const opened = new Map<string | undefined, Signer>();
  let further: Promise<Signer | undefined> | undefined;
  // Adds the signer of `--also-key`, if there is one.
  const together = async (signer: Signer): Promise<readonly Signer[]> => {
    const { alsoKey: key, passphraseFile: file } = keys;
    if (key === undefined) return [signer];
    const also = await (further ??= namedSigner({ key, ...(file === undefined ? {} : { passphraseFile: file }) }, io));
    return also ? [signer, also] : [signer];
  };
  return async (projectKey) => {
    const key = keys.key ?? (keys.signerCmd === undefined ? resolveProjectKey(projectKey, host.root) : undefined);
    try {
      const signer = opened.get(key) ?? (await namedSigner({ ...keys, ...(key === undefined ? {} : { key }) }, io));
      if (signer) {
        opened.set(key, signer);
        return { signers: await together(signer) };
      }
      const folder = userConfigFolder(io.env, io.env["HOME"] ?? homedir());
      const development = await generateDevelopmentKey(folder, host.root);
      return { signers: await together(development.signer), warning: development.warning };
    } catch (error) {
      if (error instanceof KeyError) throw new CommandError(exitCodes.environment, error.message);
      throw error;
    }
  };
}

function fileName(appId: string): string {
  return appId.replace(/[^A-Za-z0-9._-]/g, "_");
}
