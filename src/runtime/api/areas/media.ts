/**
 * Choosing, previewing and measuring images and videos. The Worker's file tree holds the bytes; the host decodes them.
 */
import type { ChooseFiles, ChosenFile, PreviewSource } from "../../services/media.ts";
import { ApiFailure, real, standIn } from "../definition.ts";
import type { ApiDefinition, AreaContext, Options } from "../definition.ts";
import { extensionOfType, imageKind, typeByExtension } from "../file/media-type.ts";
import { extensionOf } from "../file/tree.ts";
import { isRecord, number, text } from "../parameters.ts";
import { dataOf } from "./file.ts";
import { resolveFrom } from "./ui.ts";

export function mediaArea(context: AreaContext): ApiDefinition[] {
  return [...choosing(context), ...previews(context), ...pictures(context), ...videos(context)];
}

function choosing(context: AreaContext): ApiDefinition[] {
  const choose = async (options: Options, kind: ChooseFiles["kind"], limit: number): Promise<Temporary[]> => {
    const sources = Array.isArray(options["sourceType"]) ? options["sourceType"] : [];
    const { files } = await context.link.call("media.choose", {
      kind,
      count: Math.min(Math.max(1, number(options["count"], limit)), limit),
      camera: sources.length === 1 && sources[0] === "camera",
      extensions: Array.isArray(options["extension"])
        ? options["extension"].map((one) => text(one).replace(/^\./, ""))
        : [],
    });
    return files.map((file) => keep(file, context));
  };
  return [
    real("chooseImage", { count: "Number?" }, async (options) => {
      const chosen = await choose(options, "image", 9);
      return {
        tempFilePaths: chosen.map(({ path }) => path),
        tempFiles: chosen.map(({ path, size }) => ({ path, size })),
      };
    }),
    real("chooseMedia", { count: "Number?", mediaType: "Array?" }, async (options) => {
      const types = Array.isArray(options["mediaType"]) ? options["mediaType"] : ["image", "video"];
      const mixed = types.includes("mix") || (types.includes("image") && types.includes("video"));
      const chosen = await choose(options, mixed ? "mix" : types.includes("video") ? "video" : "image", 20);
      const tempFiles = await Promise.all(chosen.map((one) => describe(one, context)));
      const kinds = new Set(tempFiles.map(({ fileType }) => fileType));
      return { tempFiles, type: kinds.size > 1 ? "mix" : ([...kinds][0] ?? "image") };
    }),
    real("chooseVideo", {}, async (options) => {
      const [first] = await choose({ ...options, count: 1 }, "video", 1);
      if (!first) throw new ApiFailure("cancel");
      const { width, height, duration } = await describe(first, context);
      return { tempFilePath: first.path, size: first.size, width, height, duration };
    }),
    real("chooseMessageFile", { count: "Number" }, async (options) => {
      const type = text(options["type"], "all");
      const chosen = await choose(options, type === "image" || type === "video" ? type : "file", 100);
      return {
        tempFiles: chosen.map(({ path, size, name, type, modified }) => ({
          path,
          size,
          name,
          type: /^(image|video)\//.exec(type)?.[1] ?? "file",
          time: Math.floor(modified / 1000),
        })),
      };
    }),
  ];
}

interface Temporary {
  readonly path: string;
  readonly size: number;
  readonly name: string;
  readonly type: string;
  readonly modified: number;
}

function keep({ name, type, data, modified }: ChosenFile, { files }: AreaContext): Temporary {
  const path = files.addTemporary(new Uint8Array(data), extensionOf(name) || extensionOfType(type));
  return { path, size: data.byteLength, name, type, modified };
}

async function describe({ path, size, type }: Temporary, context: AreaContext) {
  const isVideo = type.startsWith("video/");
  const data = await dataOf(path, context);
  const measures = isVideo
    ? await context.link.call("media.videoInfo", { data, type })
    : { ...(await context.link.call("media.imageInfo", { data })), duration: 0 };
  return { tempFilePath: path, size, fileType: isVideo ? "video" : "image", thumbTempFilePath: "", ...measures };
}

function previews(context: AreaContext): ApiDefinition[] {
  const { link } = context;
  const show = async (list: readonly (readonly [type: PreviewSource["type"], url: string])[], current: number) => {
    if (list.length === 0) throw new ApiFailure("parameter error: there is nothing to show", { errno: 1001 });
    const sources = list.map(async ([type, url]) => ({ type, source: await sourceOf(url, context) }));
    await link.call("media.preview", { sources: await Promise.all(sources), current: Math.max(0, current) });
  };
  return [
    real("previewImage", { urls: "Array" }, ({ urls, current }) => {
      const list = (urls as unknown[]).map((url) => text(url));
      const at = typeof current === "number" ? current : list.indexOf(text(current));
      return show(
        list.map((url) => ["image", url] as const),
        at,
      );
    }),
    real("previewMedia", { sources: "Array" }, ({ sources, current }) =>
      show(
        (sources as unknown[])
          .filter(isRecord)
          .map((one) => [one["type"] === "video" ? "video" : "image", text(one["url"])] as const),
        number(current, 0),
      ),
    ),
  ];
}

/** A source that the host can show: a network or data URL, or the bytes of a file. */
async function sourceOf(path: string, context: AreaContext): Promise<string | ArrayBuffer> {
  if (/^(https?:\/\/(?!(usr|tmp|store)(\/|_))|data:)/i.test(path)) return path;
  return dataOf(resolveFrom("", path), context);
}

function pictures(context: AreaContext): ApiDefinition[] {
  const { link, files } = context;
  return [
    // "src: a network, temporary, saved or package path"
    real("getImageInfo", { src: "String" }, async ({ src }) => {
      const path = text(src);
      const { data, local } = await pictureData(path, context);
      const size = await link.call("media.imageInfo", { data });
      return { ...size, path: local, orientation: "up", type: imageKind(new Uint8Array(data)) };
    }),
    real(
      "compressImage",
      { src: "String", quality: "Number?" },
      async ({ src, quality, compressedWidth, compressedHeight }) => {
        const { data } = await pictureData(text(src), context);
        const type = imageKind(new Uint8Array(data)) === "png" ? "image/png" : "image/jpeg";
        const made = await link.call("media.transformImage", {
          data,
          type,
          quality: number(quality, 80),
          ...(compressedWidth === undefined ? {} : { width: number(compressedWidth, 0) }),
          ...(compressedHeight === undefined ? {} : { height: number(compressedHeight, 0) }),
        });
        return { tempFilePath: files.addTemporary(new Uint8Array(made.data), type === "image/png" ? ".png" : ".jpg") };
      },
    ),
    real("saveImageToPhotosAlbum", { filePath: "String" }, ({ filePath }) => exportFile(text(filePath), context)),
    standIn("cropImage", { src: "String" }, ({ src }) => ({ tempFilePath: src })),
    standIn("editImage", { src: "String" }, ({ src }) => ({ tempFilePath: src })),
  ];
}

async function pictureData(path: string, context: AreaContext): Promise<{ data: ArrayBuffer; local: string }> {
  const { link, files, app } = context;
  const source = /^https?:\/\/(?!(usr|tmp|store)(\/|_))/i.test(path);
  if (!source) {
    const local = resolveFrom(app.currentPage()?.path ?? "", path);
    return { data: await dataOf(local, context), local };
  }
  const { data, statusCode } = await link.call("network.request", {
    kind: "download",
    url: path,
    method: "GET",
    header: {},
    timeout: 60_000,
    chunked: false,
    redirect: "follow",
  });
  if (statusCode >= 400) throw new ApiFailure(`download image fail. reason: statusCode ${statusCode}`);
  const bytes = new Uint8Array(data);
  const kind = imageKind(bytes);
  return { data, local: files.addTemporary(bytes.slice(), kind === "unknown" ? extensionOf(path) : `.${kind}`) };
}

function videos(context: AreaContext): ApiDefinition[] {
  const { link } = context;
  return [
    real("getVideoInfo", { src: "String" }, async ({ src }) => {
      const path = text(src);
      const data = await dataOf(path, context);
      const size = data.byteLength;
      const measures = await link.call("media.videoInfo", { data, type: typeByExtension(path) });
      return {
        ...measures,
        size: Math.ceil(size / 1024),
        orientation: "up",
        type: extensionOf(path).slice(1),
        fps: 30,
        bitrate: 0,
      };
    }),
    real("saveVideoToPhotosAlbum", { filePath: "String" }, ({ filePath }) => exportFile(text(filePath), context)),
    standIn("compressVideo", { src: "String" }, ({ src }) => ({
      tempFilePath: src,
      size: context.files.get(text(src), "open").size,
    })),
    standIn("openVideoEditor", { filePath: "String" }, () => {
      throw new ApiFailure("cancel");
    }),
  ];
}

async function exportFile(path: string, context: AreaContext): Promise<void> {
  const data = await dataOf(resolveFrom("", path), context);
  const name = path.slice(path.lastIndexOf("/") + 1);
  const kind = imageKind(new Uint8Array(data));
  await context.link.call("file.export", { name: extensionOf(name) === "" ? `${name}.${kind}` : name, data });
}
