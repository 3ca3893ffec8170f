/** The built-in components in groups. A frame loads only the groups whose tags its templates use. */

export type Elements = Readonly<Record<string, CustomElementConstructor>>;

export interface Group {
  readonly tags: readonly string[];
  load(): Promise<{ readonly elements: Elements }>;
}

export const groups: readonly Group[] = [
  {
    tags: (
      "image icon progress navigator rich-text button checkbox checkbox-group form input label radio radio-group slider " +
      "switch textarea picker picker-view picker-view-column match-media page-meta navigation-bar open-data " +
      "functional-page-navigator ad ad-custom official-account native-component store-product store-home channel-video " +
      "channel-live scroll-view swiper swiper-item movable-area movable-view sticky-section sticky-header grid-view " +
      "list-view list-builder grid-builder cover-image draggable-sheet page-container root-portal web-view"
    ).split(" "),
    load: () => import("./everyday.ts"),
  },
  {
    tags: "canvas video audio camera live-player live-pusher voip-room map editor share-element".split(" "),
    load: () => import("./rich.ts"),
  },
];

/**
 * Defines the custom elements for these tags (without `wx-`) and the rest of their groups. Ignores tags without a
 * class, such as `view`, and unknown tags.
 *
 * @param upgraded called when elements in the document have become components, before any other code of theirs runs
 */
export async function defineBuiltIns(tags: Iterable<string>, upgraded?: () => void): Promise<void> {
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
  upgraded?.();
}
