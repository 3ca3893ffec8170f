/** What `wx.setStorage` and its kin keep on the device. */

export interface StorageServices {
  /** Written behind by synchronous calls, waited for by asynchronous ones. Applied as a whole, after earlier ones. */
  "storage.write": {
    argument: {
      /** Everything that was there goes first. */
      readonly clear: boolean;
      readonly entries: readonly (readonly [key: string, entry: StoredEntry | null])[];
    };
    result: void;
  };
}

export interface StoredEntry {
  /** The value as the Worker wrote it; the host does not look into it. */
  readonly text: string;
  /** The author asks for encryption at rest. */
  readonly encrypted?: boolean;
}

export interface StoragePreloaded {
  readonly storage?: readonly (readonly [key: string, entry: StoredEntry])[];
}
