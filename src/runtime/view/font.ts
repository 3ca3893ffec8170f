/** `wx.loadFontFace` in a page. */
import type { FontFaceMessage } from "../protocol.ts";

export async function addFont({ family, source, style, weight }: FontFaceMessage): Promise<void> {
  const given = typeof source === "string" ? `url(${JSON.stringify(source)})` : source;
  try {
    const font = new FontFace(String(family), given, { style: String(style), weight: String(weight) });
    document.fonts.add(await font.load());
  } catch {
    // An address that the network or the policy refuses: the text stays in the font that it has.
  }
}
