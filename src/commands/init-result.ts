/** What `miniapp init` takes and gives. */
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

/** As `--json` prints it: schemas/init-result.schema.json. */
export interface InitResult {
  /** Absolute path. */
  readonly directory: string;
  /** `null` with `--here`. */
  readonly template: string | null;
  readonly name: string;
  readonly appId: string;
  readonly style: Style | null;
  /** How package.json names this program; `null` with `--here`. */
  readonly dependency: string | null;
  readonly created: readonly string[];
  readonly overwritten: readonly string[];
  /** Whether a repository was made. */
  readonly git: boolean;
  /** What to run next, in this order. */
  readonly next: readonly string[];
}
