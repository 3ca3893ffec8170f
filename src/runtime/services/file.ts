/** The files of an app: those of its package, those it saved, and those it keeps until it ends. */

export interface FileServices {
  /** Written behind: changes of what lasts longer than a run, in order. */
  "file.write": { argument: { readonly changes: readonly FileChange[] }; result: void };
  /** A file of the package that was not preloaded. */
  "file.package": { argument: { readonly path: string }; result: ArrayBuffer };
  /** Hands a file to the user: a download. */
  "file.export": { argument: { readonly name: string; readonly data: ArrayBuffer }; result: void };
  /** Shows a document to the user, in whatever the host has for its type. */
  "file.open": {
    argument: { readonly name: string; readonly type: string; readonly data: ArrayBuffer };
    result: void;
  };
}

export interface FileChange {
  /** As authors write it: `wxfile://usr/a.txt`. */
  readonly path: string;
  /** Nothing: it is gone. */
  readonly now: StoredFile | null;
}

export interface StoredFile {
  readonly directory?: true;
  readonly data?: ArrayBuffer;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

export interface FilePreloaded {
  /** What lasts, by path; folders before what is in them. */
  readonly files?: readonly (readonly [path: string, file: StoredFile])[];
  /** Assets of the package by path: their bytes, or their size if only `file.package` has them. */
  readonly packageFiles?: Readonly<Record<string, ArrayBuffer | number>>;
}
