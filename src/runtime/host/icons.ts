/** URLs of the package's images for the host page's own UI, which cannot use URLs of the app's origin. */
import { mediaUrl } from "./media-sources.ts";
import type { LoadedPackage } from "./source.ts";

export interface Icons {
  url(path: string): string | undefined;
  close(): void;
}

/**
 * @param files the files of the package
 * @param media sources of pictures outside of the package
 */
export function createIcons(files: LoadedPackage["files"], media: readonly string[]): Icons {
  const urls = new Map<string, string>();
  return {
    url(path) {
      if (path.startsWith("data:image/")) return path;
      if (/^https?:/i.test(path)) return mediaUrl(media, path, location.protocol);
      const name = path.replace(/^\/+/, "");
      const content = files.get(name);
      if (!content) return undefined;
      let url = urls.get(name);
      if (url === undefined) {
        // An SVG is displayed only if its type is set. Used as an image, it cannot run scripts.
        const type = name.endsWith(".svg") ? "image/svg+xml" : "";
        url = URL.createObjectURL(new Blob([content as Uint8Array<ArrayBuffer>], { type }));
        urls.set(name, url);
      }
      return url;
    },
    close() {
      for (const url of urls.values()) URL.revokeObjectURL(url);
      urls.clear();
    },
  };
}
