/** Media types of the files that apps use, by extension and by their first bytes. */

const types: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  svg: "image/svg+xml",
  bmp: "image/bmp",
  mp4: "video/mp4",
  webm: "video/webm",
  mov: "video/quicktime",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  aac: "audio/aac",
  wav: "audio/wav",
  ogg: "audio/ogg",
  pdf: "application/pdf",
  txt: "text/plain",
  json: "application/json",
  html: "text/html",
  css: "text/css",
  zip: "application/zip",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xls: "application/vnd.ms-excel",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ppt: "application/vnd.ms-powerpoint",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
};

/** Media type for a path; `application/octet-stream` for an unknown extension. */
export function typeByExtension(path: string): string {
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(types, extension) ? (types[extension] as string) : "application/octet-stream";
}

/** `.png` for `image/png; charset=…`; empty for an unknown type. */
export function extensionOfType(type: string): string {
  const essence = type.split(";", 1)[0]?.trim().toLowerCase();
  for (const extension in types) if (types[extension] === essence) return `.${extension}`;
  return "";
}

/** `png`, `jpeg`, `gif`, `webp` or `unknown`, the names of `getImageInfo`. */
export function imageKind(bytes: Uint8Array): string {
  const [a, b, c] = bytes;
  if (a === 0x89 && b === 0x50) return "png";
  if (a === 0xff && b === 0xd8) return "jpeg";
  if (a === 0x47 && b === 0x49 && c === 0x46) return "gif";
  if (a === 0x52 && b === 0x49 && bytes[8] === 0x57) return "webp";
  return "unknown";
}
