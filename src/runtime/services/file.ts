/** An app's files: those of its package, those it saved, and temporary ones that last until it ends. */

export interface FileServices {
  /** Writes behind: applies changes to files that outlive the run, in order. */
  "file.write": { argument: { readonly changes: readonly FileChange[] }; result: void };
  /** Reads a package file that was not preloaded. */
  "file.package": { argument: { readonly path: string }; result: ArrayBuffer };
  /** Hands a file to the user as a download. */
  "file.export": { argument: { readonly name: string; readonly data: ArrayBuffer }; result: void };
  /** Shows a document to the user with whatever the host has for its type. */
  "file.open": {
    argument: { readonly name: string; readonly type: string; readonly data: ArrayBuffer };
    result: void;
  };
}

export interface FileChange {
  /** The path as authors write it: `wxfile://usr/a.txt`. */
  readonly path: string;
  /** Null if the file is deleted. */
  readonly now: StoredFile | null;
}

export interface StoredFile {
  readonly directory?: true;
  readonly data?: ArrayBuffer;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

export interface FilePreloaded {
  /** Files that outlive a run, by path; folders come before their contents. */
  readonly files?: readonly (readonly [path: string, file: StoredFile])[];
  /** Assets of the package by path: the bytes, or only the size if they must be read with `file.package`. */
  readonly packageFiles?: Readonly<Record<string, ArrayBuffer | number>>;
}
