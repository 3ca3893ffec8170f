/**
 * The file types that a mini-program reads at run time without compilation. A referenced path with one of these
 * extensions is an asset; any other file is one only if `packOptions.include` lists it.
 */
import { extname } from "../source/index.ts";

/** Extension (with its dot, lower case) → media type with which the host serves the file. */
export const mediaTypes: Readonly<Record<string, string>> = {
  // images
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".svg": "image/svg+xml",
  ".bmp": "image/bmp",
  ".ico": "image/x-icon",
  ".cur": "image/x-icon",
  // fonts
  ".ttf": "font/ttf",
  ".otf": "font/otf",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".eot": "application/vnd.ms-fontobject",
  // sound and video
  ".mp3": "audio/mpeg",
  ".m4a": "audio/mp4",
  ".aac": "audio/aac",
  ".wav": "audio/wav",
  ".ogg": "audio/ogg",
  ".amr": "audio/amr",
  ".silk": "audio/silk",
  ".flac": "audio/flac",
  ".mp4": "video/mp4",
  ".m4v": "video/mp4",
  ".mov": "video/quicktime",
  ".webm": "video/webm",
  // 3D models, animation
  ".glb": "model/gltf-binary",
  ".gltf": "model/gltf+json",
  ".obj": "model/obj",
  ".mtl": "model/mtl",
  ".fbx": "application/octet-stream",
  ".stl": "model/stl",
  ".dae": "model/vnd.collada+xml",
  ".ply": "application/octet-stream",
  ".splat": "application/octet-stream",
  ".hdr": "image/vnd.radiance",
  ".ktx": "image/ktx",
  ".ktx2": "image/ktx2",
  ".dds": "image/vnd-ms.dds",
  ".pvr": "application/octet-stream",
  ".astc": "application/octet-stream",
  ".atlas": "text/plain",
  ".skel": "application/octet-stream",
  ".plist": "application/xml",
  ".svga": "application/octet-stream",
  ".lottie": "application/zip",
  // code and data that the program loads itself
  ".wasm": "application/wasm",
  ".br": "application/octet-stream",
  ".bin": "application/octet-stream",
  ".dat": "application/octet-stream",
  ".data": "application/octet-stream",
  ".onnx": "application/octet-stream",
  ".tflite": "application/octet-stream",
  ".proto": "text/plain",
  ".json": "application/json",
  ".txt": "text/plain",
  ".csv": "text/csv",
  ".xml": "application/xml",
  ".html": "text/html",
  ".md": "text/markdown",
  ".pdf": "application/pdf",
  ".doc": "application/msword",
  ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  ".xls": "application/vnd.ms-excel",
  ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ".ppt": "application/vnd.ms-powerpoint",
  ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  ".zip": "application/zip",
  ".gz": "application/gzip",
  ".cer": "application/pkix-cert",
  ".crt": "application/x-x509-ca-cert",
  ".pem": "application/x-pem-file",
};

/** Whether the path's extension is that of a file type read at run time. */
export function isAssetPath(path: string): boolean {
  return Object.hasOwn(mediaTypes, extname(path));
}

/** The media type of a file; `application/octet-stream` if unknown. */
export function mediaTypeOf(path: string): string {
  const extension = extname(path);
  return Object.hasOwn(mediaTypes, extension) ? (mediaTypes[extension] as string) : "application/octet-stream";
}
