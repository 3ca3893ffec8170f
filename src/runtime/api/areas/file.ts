/** `wx.getFileSystemManager()` and the older file functions that overlap with it. */
import type { AreaContext, ApiDefinition, Options } from "../definition.ts";
import { callAsync } from "../call.ts";
import { ApiFailure, object, real } from "../definition.ts";
import { fileOperations, optionsOf } from "../file/operations.ts";
import type { FileOperation } from "../file/operation.ts";
import { typeByExtension } from "../file/media-type.ts";
import { extensionOf } from "../file/tree.ts";
import { text, wrongParameters } from "../parameters.ts";

export function fileArea(context: AreaContext): ApiDefinition[] {
  const { files, link } = context;
  const operations = fileOperations(files);
  const manager: Record<string, unknown> = {};
  for (const [name, operation] of Object.entries(operations)) {
    const definition = real(name, operation.parameters, (options) => runLater(operation, options, context));
    manager[name] = (options?: unknown) => callAsync(definition, context.report, options);
    if (operation.sync !== false) manager[`${name}Sync`] = (...values: unknown[]) => runNow(name, operation, values);
  }
  const same = (name: string, of = name): ApiDefinition => {
    const operation = operations[of] as FileOperation;
    return real(name, operation.parameters, (options) => runLater(operation, options, context));
  };
  return [
    object("getFileSystemManager", () => manager),
    same("saveFile"),
    same("getSavedFileList"),
    same("removeSavedFile"),
    same("getFileInfo"),
    real("getSavedFileInfo", { filePath: "String" }, ({ filePath }) => {
      const { size, modified } = files.get(text(filePath), "stat");
      return { size, createTime: Math.floor(modified / 1000) };
    }),
    real("openDocument", { filePath: "String" }, async ({ filePath }) => {
      const path = text(filePath);
      await link.call("file.open", {
        name: nameOf(path),
        type: typeByExtension(path),
        data: await dataOf(path, context),
      });
    }),
    real("saveFileToDisk", { filePath: "String" }, async ({ filePath }) => {
      const path = text(filePath);
      await link.call("file.export", { name: nameOf(path), data: await dataOf(path, context) });
    }),
  ];
}

/** The bytes of a file as a buffer of their own, ready to be sent. Rejects with ApiFailure if there is no such file. */
export async function dataOf(path: string, { files }: Pick<AreaContext, "files">): Promise<ArrayBuffer> {
  await files.fetch(path);
  return files.bytes(path, "open").slice().buffer as ArrayBuffer;
}

async function runLater(operation: FileOperation, options: Options, { files }: AreaContext): Promise<unknown> {
  for (const key of ["filePath", "srcPath", "tempFilePath"]) await files.fetch(options[key]);
  const result = operation.run(options);
  await files.written();
  return result;
}

/**
 * Runs the synchronous form of an operation.
 *
 * @throws Error whose message is `<name>Sync:fail <reason>`, with `errMsg` and, where known, `errno`
 */
function runNow(name: string, operation: FileOperation, values: readonly unknown[]): unknown {
  const options = optionsOf(operation, values) as Options;
  const wrong = wrongParameters(operation.parameters, options);
  try {
    if (wrong !== "") throw new ApiFailure(wrong, { errno: 1001 });
    const result = operation.run(options);
    if (operation.field === undefined || !result) return undefined;
    return operation.field === "*" ? result : result[operation.field];
  } catch (error) {
    const fields = error instanceof ApiFailure ? error.fields : {};
    const message = `${name}Sync:fail ${error instanceof Error ? error.message : String(error)}`;
    throw Object.assign(new Error(message), { errMsg: message, ...fields });
  }
}

function nameOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return extensionOf(name) === "" ? `${name}.bin` : name;
}
