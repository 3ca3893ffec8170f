/**
 * `wx.cloud`: functions, files and the database. Each call is a request to the host; a preview answers it from local
 * functions or mock files. A database query is sent whole, as a list of steps; nothing is stored here.
 */
import { ApiFailure, real } from "../definition.ts";
import type { ApiDefinition, AreaContext, Options } from "../definition.ts";
import { callAsync } from "../call.ts";
import { extensionOf } from "../file/tree.ts";
import { isRecord, text } from "../parameters.ts";
import type { ParameterTypes } from "../parameters.ts";
import { dataOf } from "./file.ts";
import { ask } from "./open.ts";

/** Methods that extend a query chain without sending it. */
const links =
  "doc where orderBy limit skip field match group project sort lookup unwind sample addFields bucket bucketAuto geoNear " +
  "replaceRoot sortByCount aggregate";

export function cloudArea(context: AreaContext): ApiDefinition[] {
  const call = (name: string, parameters: ParameterTypes, run: (options: Options) => unknown) => {
    const definition = real(`cloud.${name}`, parameters, run);
    return (options?: unknown) => callAsync(definition, context.report, options);
  };
  const asked = (name: string, parameters: ParameterTypes) =>
    call(name, parameters, (options) => ask(`cloud.${name}`, options, context));
  // Without callbacks the call returns a promise, with callbacks a task. The file arrives in one piece, so the task
  // reports no progress.
  const transfer = (...given: Parameters<typeof call>) => {
    const start = call(...given);
    const none = (): void => undefined;
    const task = { onProgressUpdate: none, offProgressUpdate: none, onHeadersReceived: none, offHeadersReceived: none };
    return (options?: unknown) => start(options) ?? { ...task, abort: none };
  };
  const cloud = {
    init: () => undefined,
    callFunction: asked("callFunction", { name: "String" }),
    callContainer: asked("callContainer", {}),
    getTempFileURL: asked("getTempFileURL", { fileList: "Array" }),
    deleteFile: asked("deleteFile", { fileList: "Array" }),
    uploadFile: transfer("uploadFile", { cloudPath: "String", filePath: "String" }, async ({ filePath, ...options }) =>
      ask("cloud.uploadFile", { ...options, data: await dataOf(text(filePath), context) }, context),
    ),
    downloadFile: transfer("downloadFile", { fileID: "String" }, async (options) => {
      const { data, ...result } = await ask("cloud.downloadFile", options, context);
      if (!(data instanceof ArrayBuffer)) throw new ApiFailure("file not exists");
      const path = context.files.addTemporary(new Uint8Array(data), extensionOf(text(options["fileID"])));
      return { statusCode: 200, ...result, tempFilePath: path };
    }),
    database: () => createDatabase(context),
    // Works with and without `new`.
    CloudID: function CloudID(id: unknown): object {
      return { cloudID: id };
    },
  };
  // `new wx.cloud.Cloud({ resourceEnv })` behaves the same for another environment.
  function Cloud(this: object): void {
    Object.assign(this, cloud);
  }
  return [{ name: "cloud", support: "stand-in", form: "value", value: { ...cloud, Cloud } }];
}

/** Records a chain of calls as a list of steps; the last call sends them. */
function createDatabase(context: AreaContext): object {
  const send = (steps: readonly Step[], method: string, value: unknown): unknown => {
    const given = isRecord(value) ? value : {};
    const definition = real(`database.${method}`, {}, (options) => {
      const { success: _success, fail: _fail, complete: _complete, ...argument } = options;
      return ask("cloud.database", { steps, method, argument }, context);
    });
    return callAsync(definition, context.report, given);
  };
  const chain = (steps: readonly Step[]): Record<string, unknown> => {
    const next =
      (method: string) =>
      (...values: unknown[]) =>
        chain([...steps, { method, values: values.map(toJsonValue) }]);
    const object: Record<string, unknown> = {};
    for (const name of links.split(" ")) object[name] = next(name);
    for (const name of ["get", "add", "update", "set", "remove", "count", "end"]) {
      object[name] = (value?: unknown) => send(steps, name, value);
    }
    object["watch"] = () => ({ close: () => undefined });
    return object;
  };
  // There are over a hundred operators, and only the host knows which are valid.
  const command: object = new Proxy(
    {},
    { get: (_, name) => (name === "aggregate" ? command : operator(String(name))) },
  );
  return {
    collection: (name: unknown) => chain([{ method: "collection", values: [text(name)] }]),
    command,
    serverDate: (options?: unknown) => ({ $date: "server", ...(isRecord(options) ? options : {}) }),
    RegExp: ({ regexp, options }: { regexp?: unknown; options?: unknown }) => ({
      $regexp: text(regexp),
      options: text(options),
    }),
    Geo: { Point: (longitude: number, latitude: number) => ({ type: "Point", coordinates: [longitude, latitude] }) },
  };
}

/** An operator such as `_.gt(1)`, which can be combined: `_.gt(1).and(_.lt(5))`. */
function operator(name: string) {
  return (...values: unknown[]): object => {
    const object = { $command: name, values };
    const joined = (word: string) => ({ value: (...others: unknown[]) => operator(word)(object, ...others) });
    return Object.defineProperties(object, { and: joined("and"), or: joined("or") });
  };
}

interface Step {
  readonly method: string;
  readonly values: readonly unknown[];
}

function toJsonValue(value: unknown): unknown {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value) ?? "null") as unknown);
}
