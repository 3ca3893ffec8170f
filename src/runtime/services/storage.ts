/** What `wx.setStorage` and related functions store on the device. */

export interface StorageServices {
  /** Writes the entries together, after earlier writes. Synchronous APIs do not wait for it; asynchronous ones do. */
  "storage.write": {
    argument: {
      /** Removes all existing entries first. */
      readonly clear: boolean;
      readonly entries: readonly (readonly [key: string, entry: StoredEntry | null])[];
    };
    result: void;
  };
}

export interface StoredEntry {
  /** The value as the Worker serialized it; the host does not interpret it. */
  readonly text: string;
  /** Whether the author asked for encryption at rest. */
  readonly encrypted?: boolean;
}

export interface StoragePreloaded {
  readonly storage?: readonly (readonly [key: string, entry: StoredEntry])[];
}
