/**
 * Messages between the preview's server and the simulator page, as JSON over one WebSocket. The app has no access to
 * the socket: whatever it sends gets there only as text that the page forwards.
 */

export type ServerMessage =
  | Welcome
  | UpdateMessage
  | ReloadMessage
  | ProblemsMessage
  | SymbolicatedMessage
  | MockedMessage
  | FetchedMessage
  | OpenedMessage
  | StartsMessage;

export interface Welcome {
  readonly type: "welcome";
  readonly config: PreviewConfig;
  /** `null` before the first successful build. */
  readonly build: BuildInfo | null;
  readonly problems: readonly Problem[];
}

export interface PreviewConfig {
  readonly name: string;
  /** The app is, or will be, at `<appOrigin>/a/<id>/`. */
  readonly id: string;
  /** The app's origin is the page's own with this port. */
  readonly appPort: number;
  readonly secure: boolean;
  readonly start: StartConditions;
  /** The start conditions that the project stores. */
  readonly saved: readonly SavedStart[];
  /** The APIs answered by mocks; empty without `--mock`. */
  readonly mocks: readonly string[];
  /** The server makes the app's requests. */
  readonly proxy: boolean;
  readonly version: string;
  /** Why there is no build, if there will never be one. */
  readonly notice?: string;
}

export interface StartConditions {
  /** Without leading slash; empty: the app's own entry page. */
  readonly page: string;
  readonly query: Readonly<Record<string, string>>;
  readonly scene: number;
}

export interface SavedStart extends StartConditions {
  readonly name: string;
}

export interface BuildInfo {
  readonly number: number;
  /** The app is at `<appOrigin>/a/<id>/`. */
  readonly id: string;
  readonly appId: string;
  readonly versionName: string;
  readonly versionCode: number;
  readonly mode: string;
  readonly pages: readonly string[];
  /** False if the developer has switched the domain check off. */
  readonly urlCheck: boolean;
  /** Build time in milliseconds. */
  readonly time: number;
}

/** A new build that the running app can apply. Its problems follow in a separate message. */
export interface UpdateMessage {
  readonly type: "update";
  readonly build: BuildInfo;
  /** Paths of stylesheets with new content (`sheets`) and of removed ones (`goneSheets`). */
  readonly sheets: readonly string[];
  readonly goneSheets: readonly string[];
  /** The skeletons of changed templates by module, as in `view.json`. */
  readonly views: Readonly<Record<string, object>>;
  /** `entries.json` of packages, parsed, by package name. */
  readonly entries: Readonly<Record<string, object>>;
  readonly templates: readonly string[];
  readonly scripts: readonly string[];
  /** Paths below the app's URL of scripts with the new modules. */
  readonly chunks: readonly string[];
  /** This build contains the packages that the previous one skipped; their files must be fetched. */
  readonly addsSkipped: boolean;
}

/** A new build that requires a restart of the app. */
export interface ReloadMessage {
  readonly type: "reload";
  readonly build: BuildInfo;
  readonly problems: readonly Problem[];
  readonly reason: string;
}

/** The problems of the newest build, which failed or came with an update. */
export interface ProblemsMessage {
  readonly type: "problems";
  readonly problems: readonly Problem[];
}

export interface Problem {
  readonly code: string;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly hint: string;
  /** Path in the project; absent if there is no position. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The complete message with its source lines, as in a terminal. */
  readonly frame?: string;
  /** Only the source lines, cut to a phone's width. */
  readonly lines?: string;
  /** Other related positions. */
  readonly related?: readonly {
    readonly message: string;
    readonly file: string;
    readonly line: number;
    readonly column: number;
  }[];
}

/** A stack trace mapped to the sources. */
export interface SymbolicatedMessage {
  readonly type: "symbolicated";
  readonly id: number;
  readonly stack: string;
  /** Position of the topmost line that is in the project. */
  readonly position?: { readonly file: string; readonly line: number; readonly column: number };
  /** Source lines around the position, with markers. */
  readonly frame?: string;
}

export interface MockedMessage {
  readonly type: "mocked";
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
  /** A function has to answer: this module of the mocks Worker, if its functions have this version. */
  readonly call?: { readonly module: string; readonly version: string };
  /** No mock answers this call. */
  readonly none?: true;
}

export interface FetchedMessage {
  readonly type: "fetched";
  readonly id: number;
  readonly answer?: {
    readonly status: number;
    readonly headers: readonly (readonly [name: string, value: string])[];
    /** Base64. */
    readonly body: string;
  };
  readonly error?: string;
}

export interface OpenedMessage {
  readonly type: "opened";
  readonly error?: string;
}

/** The current saved start conditions; with `error`, why they could not be changed. */
export interface StartsMessage {
  readonly type: "starts";
  readonly saved: readonly SavedStart[];
  readonly error?: string;
}

export type ClientMessage =
  | SymbolicateMessage
  | MockMessage
  | FetchMessage
  | OpenMessage
  | NoteMessage
  | ShownMessage
  | RebuildMessage
  | SaveStartMessage
  | RemoveStartMessage;

export interface SymbolicateMessage {
  readonly type: "symbolicate";
  readonly id: number;
  readonly stack: string;
  /** Number of the build with which the app was started; later ones came as updates. */
  readonly started: number;
  /** Also show it in the terminal. */
  readonly report: boolean;
}

/** A call of an API that a mock may answer. */
export interface MockMessage {
  readonly type: "mock";
  readonly id: number;
  readonly api: string;
  readonly options: unknown;
}

/** A request for the server to make. */
export interface FetchMessage {
  readonly type: "fetch";
  readonly id: number;
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Base64. */
  readonly body: string;
}

/** Opens a file of the project in the developer's editor. */
export interface OpenMessage {
  readonly type: "open";
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A line for the terminal. */
export interface NoteMessage {
  readonly type: "note";
  readonly level: "info" | "warn" | "error";
  readonly text: string;
}

/** The app shows its first page. */
export interface ShownMessage {
  readonly type: "shown";
}

export interface RebuildMessage {
  readonly type: "rebuild";
}

/** Writes to project.private.config.json, and to no other file. */
export interface SaveStartMessage {
  readonly type: "save-start";
  readonly start: SavedStart;
}

export interface RemoveStartMessage {
  readonly type: "remove-start";
  readonly name: string;
}

/**
 * Validates a message from a socket, which is untrusted.
 * @returns `undefined` if it is not a valid client message
 */
export function parseClientMessage(text: string): ClientMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const fields = new Map(Object.entries(value));
  const string = (name: string): string | undefined => textField(fields.get(name));
  const number = (name: string): number | undefined => countField(fields.get(name));
  switch (fields.get("type")) {
    case "symbolicate": {
      const [id, stack, started] = [number("id"), string("stack"), number("started")];
      return id === undefined || stack === undefined || started === undefined
        ? undefined
        : { type: "symbolicate", id, stack, started, report: fields.get("report") === true };
    }
    case "mock": {
      const [id, api] = [number("id"), string("api")];
      return id === undefined || api === undefined
        ? undefined
        : { type: "mock", id, api, options: fields.get("options") };
    }
    case "fetch": {
      const [id, url, method, body] = [number("id"), string("url"), string("method"), string("body")];
      const headers = headerField(fields.get("headers"));
      if (id === undefined || url === undefined || method === undefined || body === undefined || !headers)
        return undefined;
      return { type: "fetch", id, url, method, headers, body };
    }
    case "open": {
      const [file, line, column] = [string("file"), number("line"), number("column")];
      return file === undefined || line === undefined || column === undefined
        ? undefined
        : { type: "open", file, line, column };
    }
    case "note": {
      const [level, note] = [fields.get("level"), string("text")];
      if (note === undefined || (level !== "info" && level !== "warn" && level !== "error")) return undefined;
      return { type: "note", level, text: note };
    }
    case "shown":
      return { type: "shown" };
    case "rebuild":
      return { type: "rebuild" };
    case "save-start": {
      const start = startField(fields.get("start"));
      return start && { type: "save-start", start };
    }
    case "remove-start": {
      const name = string("name");
      return name === undefined ? undefined : { type: "remove-start", name };
    }
    default:
      return undefined;
  }
}

function headerField(value: unknown): [string, string][] | undefined {
  if (!Array.isArray(value) || value.length > 200) return undefined;
  const pairs = value.filter(
    (one): one is [string, string] =>
      Array.isArray(one) && one.length === 2 && typeof one[0] === "string" && typeof one[1] === "string",
  );
  return pairs.length === value.length ? pairs : undefined;
}

/** The start conditions go into a file, so limit their size, and allow only printable names. */
function startField(value: unknown): SavedStart | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { name, page, query, scene } = value as Record<string, unknown>;
  // oxlint-disable-next-line no-control-regex
  if (typeof name !== "string" || !/^[^\u0000-\u001f\u007f]{1,100}$/.test(name)) return undefined;
  if (typeof page !== "string" || page.length > 1_000) return undefined;
  if (typeof query !== "object" || query === null || Array.isArray(query)) return undefined;
  const pairs = Object.entries(query);
  const isFine = pairs.every(([key, one]) => typeof one === "string" && key.length + one.length <= 4_000);
  const number = countField(scene);
  if (!isFine || pairs.length > 100 || number === undefined || number > 99_999) return undefined;
  return { name, page, query: Object.fromEntries(pairs) as Record<string, string>, scene: number };
}

function textField(value: unknown): string | undefined {
  return typeof value === "string" && value.length <= 4_000_000 ? value : undefined;
}

function countField(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}
