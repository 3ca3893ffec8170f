/**
 * Tags that need no declaration: the built-in components of WeChat's documentation, and HTML elements that real
 * projects use. HTML elements render as unknown elements with their class and style.
 */

const builtIns = `
  view text image button icon input textarea form label checkbox checkbox-group radio radio-group switch slider picker
  picker-view picker-view-column progress rich-text scroll-view swiper swiper-item movable-area movable-view cover-view
  cover-image navigator functional-page-navigator canvas video audio camera live-player live-pusher voip-room map web-view
  open-data open-data-list open-data-item page-meta navigation-bar root-portal match-media sticky-header sticky-section
  grid-view list-view page-container share-element ad ad-custom official-account official-account-publish editor
  editor-portal keyboard-accessory aria-component native-component block template slot include import wxs span
  draggable-sheet nested-scroll-header nested-scroll-body open-container snapshot selection list-builder grid-builder
  double-tap-gesture-handler force-press-gesture-handler horizontal-drag-gesture-handler long-press-gesture-handler
  pan-gesture-handler scale-gesture-handler tap-gesture-handler vertical-drag-gesture-handler channel-live channel-video
  store-home store-product store-gift store-coupon xr-scene animation-view touch-view inner-video
`;

const htmlElements = `
  a abbr address article aside b blockquote body br center cite code dd del div dl dt em fieldset figure font footer h1 h2
  h3 h4 h5 h6 head header hr html i iframe img ins legend li link main nav ol option p pre q s section select small
  strong style script sub sup svg path table tbody td tfoot th thead tr u ul
`;

export const builtInTags: ReadonlySet<string> = new Set(builtIns.trim().split(/\s+/));
export const htmlTags: ReadonlySet<string> = new Set(htmlElements.trim().split(/\s+/));

/**
 * Built-in components from WeChat's first year, with their replacements. WeChat still supports them; no host here does.
 */
export const formerTags: ReadonlyMap<string, string> = new Map([
  ["action-sheet", "wx.showActionSheet"],
  ["action-sheet-item", "wx.showActionSheet"],
  ["action-sheet-cancel", "wx.showActionSheet"],
  ["modal", "wx.showModal"],
  ["toast", "wx.showToast"],
  ["loading", "wx.showLoading"],
  ["contact-button", '<button open-type="contact">'],
]);

/** Whether a renderer (XR frames) defines this tag. */
export function isRendererTag(tag: string): boolean {
  return tag.startsWith("xr-");
}
