/**
 * The parts of the Worker's script that are loaded later, grouped by what is used together; see late-parts.mjs.
 * Everything that an ordinary page needs to render its first row stays in the script itself.
 * src/runtime/protocol-windows.ts names the parts as well.
 */
const of = (folder, ...names) => names.map((name) => `src/runtime/${folder}/${name}.ts`);

export const workerParts = {
  // Included files, wxs modules, asynchronous `require`, selecting components and elements, component relations, dynamic slots, generics,
  // two-way bindings, warnings, placeholders, missing plugins, and guards against going back; and everything that happens
  // after the first page: routing, event channels, animations, leaving a page, hiding and showing the app.
  rare: [
    ...of("logic", "include", "wxs-calls", "wxs", "wxs-globals", "require-later"),
    ...of(
      "logic/component",
      "select",
      "relation",
      "dynamic-content",
      "content-copy",
      "given-generic",
      "model",
      "warning",
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
      "platform",
      "call-api",
      "ways",
      "animations",
      "leave-page",
      "event-channel",
      "web-view",
    ),
    ...of("logic/frame", "slot-pieces", "form-fields", "descriptor", "watches", "class-text", "plain-data"),
  ],
  // Files, images, audio, video, canvas.
  media: [
    ...of("api/areas", "file", "media", "audio"),
    ...of("api/file", "operations", "descriptor", "digest", "encoding", "operation"),
    ...of("api/canvas", "area", "element-contexts", "canvas-context", "canvas", "image", "png", "native", "nodes"),
    ...of("api/web-audio", "graph", "kinds", "wire"),
    ...of("api/uncommon", "video", "intelligence", "udp"),
  ],
};

/** Code to place together in the script itself: keeping `wx` in one piece saves 0.6 KB. */
export const workerGroups = ["src/runtime/api/index.ts"];
