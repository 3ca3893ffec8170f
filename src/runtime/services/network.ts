/** The network as the host lends it: every call is held to the package's domains there. */

export interface NetworkServices {
  /** Notices: `RequestNotice`. Rejects with a reason such as `timeout` or `url not in domain list`. */
  "network.request": { argument: NetworkRequest; result: NetworkResponse };
  /** Answers when the connection is closed. Notices: `SocketNotice`. */
  "network.connect": { argument: SocketRequest; result: { readonly code: number; readonly reason: string } };
  "network.send": { argument: { readonly socket: number; readonly data: string | ArrayBuffer }; result: void };
  "network.close": {
    argument: { readonly socket: number; readonly code: number; readonly reason: string };
    result: void;
  };
}

export interface NetworkRequest {
  /** Which of the package's lists of domains counts. */
  readonly kind: "request" | "upload" | "download";
  readonly url: string;
  readonly method: string;
  readonly header: Readonly<Record<string, string>>;
  readonly data?: string | ArrayBuffer;
  /** In place of `data`: a multipart form. */
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
  /** Notices bring the body piece by piece, and the result has none. */
  readonly chunked: boolean;
  /** `manual`: a redirect is the answer. */
  readonly redirect: "follow" | "manual";
}

export interface NetworkResponse {
  readonly statusCode: number;
  /** Names in lower case unless a mock says otherwise. */
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
  /** Chosen by the Worker. */
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
