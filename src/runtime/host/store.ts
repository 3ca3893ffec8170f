/**
 * An app from a release store: a client of the store, `createClient` of `miniapp/client`, says which version this device
 * should run, and what it has verified is what is mounted.
 */
import type { VerifiedPackage } from "../../package/verify/index.ts";
import { requireAbi } from "./abi.ts";
import type { LoadedPackage } from "./source.ts";

/** What `createClient` gives, as far as it is used here. */
export interface StoreClient {
  update(app: string, channel: string): Promise<StoreUpdate>;
  open(app: string): Promise<VerifiedPackage>;
}

interface StoreUpdate {
  readonly state: "installed" | "current" | "none" | "disabled";
  readonly versionCode: number | null;
}

export interface StoreSource {
  readonly client: StoreClient;
  /** Id of the app. */
  readonly app: string;
  readonly channel: string;
  /** What the store said; an error where it is away or must not be believed, and the device keeps what it has. */
  readonly asked?: (answer: StoreUpdate | Error) => void;
}

/**
 * Asks the store, and falls back on what the device has.
 *
 * @throws ReleaseError if the app is switched off, or there is nothing to fall back on
 * @throws Error if it needs another runtime
 */
export async function loadFromStore({ client, app, channel, asked }: StoreSource): Promise<LoadedPackage> {
  let refusal: unknown;
  try {
    asked?.(await client.update(app, channel));
  } catch (error) {
    refusal = error;
    asked?.(error instanceof Error ? error : new Error(String(error)));
  }
  const { manifest, digest, subpackages } = await client.open(app).catch((error: unknown) => {
    const code = (error as { readonly code?: unknown }).code;
    throw refusal !== undefined && code === "release/no-installed" ? refusal : error;
  });
  requireAbi(manifest);
  const files = new Map(subpackages.flatMap((one) => one.files.map((file) => [file.path, file.content] as const)));
  return { manifest, digest, files };
}
