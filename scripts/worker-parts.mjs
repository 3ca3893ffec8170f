/**
 * What of the Worker's script comes later, by what is used together; see late-parts.mjs. Everything that an ordinary page
 * needs before its first row stays in the script itself. src/runtime/protocol-windows.ts names the parts as well.
 */
const of = (folder, ...names) => names.map((name) => `src/runtime/${folder}/${name}.ts`);

export const workerParts = {
  // Files included, modules of wxs, elements asked for, components related to each other, content in several slots,
  // generics, packages to come, plugins that are not there, what stands in the way back; and what happens after a first
  // page: ways to others, channels between them, animations, pages that are left, an app that comes and goes.
  rare: [
    ...of("logic", "include", "wxs-calls", "wxs", "wxs-globals"),
    ...of(
      "logic/component",
      "select",
      "relation",
      "dynamic-content",
      "content-copy",
      "given-generic",
      "placeholder",
      "update-listener",
      "class-names",
    ),
    ...of(
      "logic/app",
      "selector-query",
      "observers",
      "share",
      "back-guard",
      "host-changes",
      "plugins",
      "routing",
      "call-api",
      "ways",
      "animations",
      "leave-page",
      "event-channel",
    ),
    ...of("logic/frame", "slot-pieces", "form-fields", "descriptor", "watches", "class-text", "plain-data"),
  ],
  // Files, pictures, sounds, films, canvases.
  media: [
    ...of("api/areas", "file", "media", "audio"),
    ...of("api/file", "operations", "descriptor", "digest", "encoding", "operation"),
    ...of("api/canvas", "area", "element-contexts", "canvas-context", "canvas", "image", "png", "native", "nodes"),
    ...of("api/web-audio", "graph", "kinds", "wire"),
    ...of("api/rare", "video", "intelligence", "udp"),
  ],
};

/** What shall stand together in the script itself: `wx` in one piece, and not around the rest, saves 0.6 KB of it. */
export const workerRooms = ["src/runtime/api/index.ts"];
