/** URLs of the package's images for the host page's own UI, which cannot use URLs of the app's origin. */
import type { LoadedPackage } from "./source.ts";

export interface Icons {
  url(path: string): string | undefined;
  close(): void;
}

/** @param files the files of the package */
export function createIcons(files: LoadedPackage["files"]): Icons {
  const urls = new Map<string, string>();
  return {
    url(path) {
      if (/^(https?:|data:image\/)/.test(path)) return path;
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
