/** Network access through the host, which checks every call against the package's domains. */

export interface NetworkServices {
  /** Notices are `RequestNotice`. Rejects with a reason such as `timeout` or `url not in domain list`. */
  "network.request": { argument: NetworkRequest; result: NetworkResponse };
  /** Resolves when the connection is closed. Notices are `SocketNotice`. */
  "network.connect": { argument: SocketRequest; result: { readonly code: number; readonly reason: string } };
  "network.send": { argument: { readonly socket: number; readonly data: string | ArrayBuffer }; result: void };
  "network.close": {
    argument: { readonly socket: number; readonly code: number; readonly reason: string };
    result: void;
  };
}

export interface NetworkRequest {
  /** Which of the package's domain lists applies. */
  readonly kind: "request" | "upload" | "download";
  readonly url: string;
  readonly method: string;
  readonly header: Readonly<Record<string, string>>;
  readonly data?: string | ArrayBuffer;
  /** A multipart form, instead of `data`. */
  readonly form?: {
    readonly fields: readonly (readonly [name: string, value: string])[];
    readonly file: {
      readonly name: string;
      readonly fileName: string;
      readonly type: string;
      readonly data: ArrayBuffer;
    };
  };
  /** Milliseconds. */
  readonly timeout: number;
  /** The body arrives in notices, and the result has none. */
  readonly chunked: boolean;
  /** With `manual`, a redirect response is the result. */
  readonly redirect: "follow" | "manual";
}

export interface NetworkResponse {
  readonly statusCode: number;
  /** Names are lower case unless a mock returns others. */
  readonly header: Readonly<Record<string, string>>;
  /** Full `Set-Cookie` values, where the host can see them. */
  readonly cookies: readonly string[];
  readonly data: ArrayBuffer;
}

export type RequestNotice =
  | {
      readonly header: Readonly<Record<string, string>>;
      readonly statusCode: number;
      readonly cookies: readonly string[];
    }
  | { readonly chunk: ArrayBuffer }
  | { readonly done: number; readonly expected: number };

export interface SocketRequest {
  /** A number chosen by the Worker. */
  readonly socket: number;
  readonly url: string;
  readonly header: Readonly<Record<string, string>>;
  readonly protocols: readonly string[];
  readonly timeout: number;
}

export type SocketNotice =
  | { readonly open: { readonly header: Readonly<Record<string, string>> } }
  | { readonly message: string | ArrayBuffer }
  | { readonly error: string };
