/** Types of kit.mjs, as far as tests use it. */
export interface DriveInput {
  readonly root: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly scope: { readonly log: unknown; readonly ev: unknown; readonly show: unknown };
  readonly onError: (error: unknown) => void;
}
export function components(files: Readonly<Record<string, string>>): { readonly path: string }[];
export function drive(
  scenario: unknown,
  open: (input: DriveInput) => unknown,
): Promise<{ readonly trace: readonly string[]; readonly trees: readonly unknown[] }>;
