/** Options and result of `miniapp init`. */
import type { Style } from "./templates.ts";

export interface InitFlags {
  readonly template?: string;
  readonly name?: string;
  readonly appId?: string;
  readonly style?: string;
  readonly here?: boolean;
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly git: boolean;
  readonly json?: boolean;
}

/** The `--json` output: schemas/init-result.schema.json. */
export interface InitResult {
  /** Absolute path. */
  readonly directory: string;
  /** `null` with `--here`. */
  readonly template: string | null;
  readonly name: string;
  readonly appId: string;
  readonly style: Style | null;
  /** The version of this program in package.json; `null` with `--here`. */
  readonly dependency: string | null;
  readonly created: readonly string[];
  readonly overwritten: readonly string[];
  /** Whether a git repository was created. */
  readonly git: boolean;
  /** Commands to run next, in this order. */
  readonly next: readonly string[];
}
