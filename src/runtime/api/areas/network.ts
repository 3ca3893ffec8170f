/**
 * `request`, `uploadFile`, `downloadFile`. The host limits each call to the package's domains; this file implements
 * WeChat's rules for bodies, headers and results.
 */
import type { NetworkRequest, NetworkResponse, RequestNotice } from "../../services/network.ts";
import type { ServiceAnswer } from "../../services/index.ts";
import { ApiFailure } from "../definition.ts";
import type { ApiDefinition, AreaContext, Options, TaskApi } from "../definition.ts";
import { extensionOfType, typeByExtension } from "../file/media-type.ts";
import { extensionOf } from "../file/tree.ts";
import { createEvents } from "../listeners.ts";
import { isRecord, number, text } from "../parameters.ts";
import { bytesOf } from "../base64.ts";
import { dataOf } from "./file.ts";

/** Milliseconds, the documented default of `networkTimeout`. */
const defaultTimeout = 60_000;

const methods = new Set(["OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "CONNECT", "PATCH"]);

export function networkArea(context: AreaContext): ApiDefinition[] {
  const { settings } = context;
  return [
    task("request", { url: "String" }, context, ["headersReceived", "chunkReceived"], async (options, call) => {
      const chunked = options["enableChunked"] === true;
      const response = await call({
        kind: "request",
        ...requestOf(options),
        timeout: number(options["timeout"], settings.networkTimeout?.request ?? defaultTimeout),
        chunked,
        redirect: options["redirect"] === "manual" ? "manual" : "follow",
      });
      return { ...resultOf(response), data: chunked ? "" : bodyOf(response, options) };
    }),
    task(
      "uploadFile",
      { url: "String", filePath: "String", name: "String" },
      context,
      ["headersReceived", "progressUpdate"],
      (options, call) => upload(options, call, context),
    ),
    task("downloadFile", { url: "String" }, context, ["headersReceived", "progressUpdate"], (options, call) =>
      download(options, call, context),
    ),
  ];
}

type Call = (request: NetworkRequest) => Promise<NetworkResponse>;

/** A task API: its task can be aborted and raises events for headers, chunks and progress. */
function task<E extends string>(
  name: string,
  parameters: Readonly<Record<string, string>>,
  { link, report }: AreaContext,
  events: readonly E[],
  run: (options: Options, call: Call) => Promise<unknown>,
): TaskApi {
  return {
    name,
    support: "real",
    form: "task",
    parameters,
    run(options) {
      const { methods, emit } = createEvents<string>(events, report);
      let answer: ServiceAnswer<NetworkResponse> | undefined;
      let aborted = false;
      const call: Call = (request) => {
        if (aborted) throw new ApiFailure("abort");
        answer = link.call("network.request", request, (detail) => {
          const notice = detail as RequestNotice;
          if ("chunk" in notice) emit("chunkReceived", { data: notice.chunk });
          else if ("header" in notice) emit("headersReceived", notice);
          else if (methods["onProgressUpdate"]) emit("progressUpdate", progressOf(notice, request.kind));
        });
        return answer;
      };
      const abort = (): void => {
        aborted = true;
        answer?.abort();
      };
      return { task: { ...methods, abort }, start: () => run(options, call) };
    },
  };
}

function progressOf({ done, expected }: { done: number; expected: number }, kind: NetworkRequest["kind"]): object {
  const progress = expected > 0 ? Math.floor((done / expected) * 100) : 0;
  return kind === "upload"
    ? { progress, totalBytesSent: done, totalBytesExpectedToSend: expected }
    : { progress, totalBytesWritten: done, totalBytesExpectedToWrite: expected };
}

function requestOf(options: Options): Pick<NetworkRequest, "url" | "method" | "header" | "data"> {
  const method = text(options["method"], "GET").toUpperCase();
  if (!methods.has(method)) throw new ApiFailure(`method "${method}" is invalid`);
  const url = checkedUrl(options["url"]);
  const header = headersOf(options["header"]);
  const { data } = options;
  // "For GET, data is converted to a query string."
  if (method === "GET" || method === "HEAD" || data === undefined || data === null) {
    const query =
      isRecord(data) && !ArrayBuffer.isView(data) && !(data instanceof ArrayBuffer) ? queryOf(data) : text(data);
    return { url: query === "" ? url : withQuery(url, query), method, header };
  }
  const type = contentType(header);
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data))
    return { url, method, header, data: bytesOf(data).slice().buffer as ArrayBuffer };
  if (type === undefined) header["content-type"] = "application/json";
  if (typeof data === "string") return { url, method, header, data };
  // "For POST with application/json, data is serialised as JSON; with …x-www-form-urlencoded, as a query string."
  const form = type?.includes("application/x-www-form-urlencoded") ?? false;
  return { url, method, header, data: form && isRecord(data) ? queryOf(data) : JSON.stringify(data) };
}

async function upload(options: Options, call: Call, context: AreaContext): Promise<unknown> {
  const { settings } = context;
  const path = text(options["filePath"]);
  const data = await dataOf(path, context).catch(() => {
    throw new ApiFailure("file not found");
  });
  const fields = isRecord(options["formData"]) ? options["formData"] : {};
  const header = headersOf(options["header"]);
  // Only the code that writes the multipart form knows its boundary.
  delete header["content-type"];
  const response = await call({
    kind: "upload",
    url: checkedUrl(options["url"]),
    method: "POST",
    header,
    form: {
      fields: Object.entries(fields).map(([name, value]) => [name, text(value)] as const),
      file: {
        name: text(options["name"]),
        fileName: text(options["fileName"], path.slice(path.lastIndexOf("/") + 1)),
        type: typeByExtension(path),
        data,
      },
    },
    timeout: number(options["timeout"], settings.networkTimeout?.uploadFile ?? defaultTimeout),
    chunked: false,
    redirect: "follow",
  });
  return {
    statusCode: response.statusCode,
    header: response.header,
    cookies: response.cookies,
    data: decode(response.data),
  };
}

/** "As soon as the server answers, success is called, whatever the status": authors must check `statusCode`. */
async function download(options: Options, call: Call, { settings, files }: AreaContext): Promise<unknown> {
  const url = checkedUrl(options["url"]);
  const response = await call({
    kind: "download",
    url,
    method: "GET",
    header: headersOf(options["header"]),
    timeout: number(options["timeout"], settings.networkTimeout?.downloadFile ?? defaultTimeout),
    chunked: false,
    redirect: "follow",
  });
  const bytes = new Uint8Array(response.data);
  const result = {
    statusCode: response.statusCode,
    header: response.header,
    cookies: response.cookies,
    dataLength: bytes.length,
  };
  if (typeof options["filePath"] === "string" && options["filePath"] !== "") {
    files.write(options["filePath"], bytes, "open");
    await files.written();
    return { ...result, filePath: options["filePath"] };
  }
  const type = response.header["content-type"] ?? response.header["Content-Type"] ?? "";
  return { ...result, tempFilePath: files.addTemporary(bytes, extensionOfType(type) || extensionOf(url)) };
}

function resultOf({ statusCode, header, cookies }: NetworkResponse) {
  return { statusCode, header, cookies };
}

/** "With dataType json (the default) the text is parsed; if it is not JSON, it stays text." */
function bodyOf({ data }: NetworkResponse, { responseType, dataType }: Options): unknown {
  if (responseType === "arraybuffer") return data;
  const body = decode(data);
  if (dataType !== undefined && dataType !== "json") return body;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

function decode(data: ArrayBuffer): string {
  return new TextDecoder().decode(data);
}

/**
 * Returns the trimmed URL if its scheme is allowed.
 *
 * @throws ApiFailure with errno 600009 otherwise
 */
export function checkedUrl(url: unknown, schemes = /^https?:\/\/[^/]/i): string {
  const given = text(url).trim();
  if (!schemes.test(given)) throw new ApiFailure(`invalid url "${given}"`, { errno: 600009 });
  return given;
}

/** Converts header names to lower case and drops `Referer`, which authors cannot set (documented). */
export function headersOf(given: unknown): Record<string, string> {
  const header: Record<string, string> = {};
  if (isRecord(given)) {
    for (const [name, value] of Object.entries(given)) {
      const key = name.toLowerCase();
      if (key !== "referer" && value !== undefined && value !== null) header[key] = text(value);
    }
  }
  return header;
}

function contentType(header: Readonly<Record<string, string>>): string | undefined {
  return header["content-type"]?.toLowerCase();
}

function queryOf(data: Options): string {
  return Object.entries(data)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(queryValue(value))}`)
    .join("&");
}

function queryValue(value: unknown): string {
  return isRecord(value) ? JSON.stringify(value) : text(value, value === null ? "null" : "undefined");
}

function withQuery(url: string, query: string): string {
  const [address, ...hash] = url.split("#");
  const end = hash.length > 0 ? `#${hash.join("#")}` : "";
  return `${address as string}${(address as string).includes("?") ? "&" : "?"}${query}${end}`;
}
