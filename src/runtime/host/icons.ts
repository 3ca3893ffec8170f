/** Pictures of the package for the host page itself; URLs of the app's origin are not for it. */
import type { LoadedPackage } from "./source.ts";

export interface Icons {
  url(path: string): string | undefined;
  close(): void;
}

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
        // An SVG shows only with its type, and as an image it runs nothing.
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
