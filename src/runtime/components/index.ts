/** The built-in components by groups: a frame loads those groups of which a template uses a tag, and no others. */

export type Elements = Readonly<Record<string, CustomElementConstructor>>;

export interface Group {
  readonly tags: readonly string[];
  load(): Promise<{ readonly elements: Elements }>;
}

export const groups: readonly Group[] = [
  {
    tags: ["image", "icon", "progress", "navigator", "rich-text"],
    load: () => import("./basic/index.ts"),
  },
  {
    tags: [
      "button",
      "checkbox",
      "checkbox-group",
      "form",
      "input",
      "label",
      "radio",
      "radio-group",
      "slider",
      "switch",
      "textarea",
    ],
    load: () => import("./form/index.ts"),
  },
  { tags: ["picker", "picker-view", "picker-view-column"], load: () => import("./picker/index.ts") },
  { tags: ["editor"], load: () => import("./editor/index.ts") },
  {
    tags: [
      "match-media",
      "page-meta",
      "navigation-bar",
      "open-data",
      "functional-page-navigator",
      "ad",
      "ad-custom",
      "official-account",
      "native-component",
      "store-product",
      "store-home",
      "channel-video",
      "channel-live",
    ],
    load: () => import("./page/index.ts"),
  },
  {
    tags: [
      "scroll-view",
      "swiper",
      "swiper-item",
      "movable-area",
      "movable-view",
      "sticky-section",
      "sticky-header",
      "grid-view",
      "list-view",
    ],
    load: () => import("./scroll/index.ts"),
  },
  {
    tags: ["cover-image", "draggable-sheet", "page-container", "root-portal", "web-view"],
    load: () => import("./overlay/index.ts"),
  },
  { tags: ["canvas"], load: () => import("./canvas/index.ts") },
  {
    tags: ["video", "audio", "camera", "live-player", "live-pusher", "voip-room"],
    load: () => import("./media/index.ts"),
  },
  { tags: ["map"], load: () => import("./map/index.ts") },
];

/**
 * Defines the components behind these tags (without `wx-`), and with them their groups. Tags without a class, such as
 * `view`, and unknown ones need nothing.
 */
export async function defineBuiltIns(tags: Iterable<string>): Promise<void> {
  const wanted = new Set<Group>();
  for (const tag of tags) {
    const group = groups.find((one) => one.tags.includes(tag));
    if (group !== undefined && customElements.get(`wx-${tag}`) === undefined) wanted.add(group);
  }
  const loaded = await Promise.all([...wanted].map((group) => group.load()));
  for (const { elements } of loaded) {
    for (const [tag, element] of Object.entries(elements)) {
      if (customElements.get(`wx-${tag}`) === undefined) customElements.define(`wx-${tag}`, element);
    }
  }
}
