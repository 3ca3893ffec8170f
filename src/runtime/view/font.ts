/** Adds a font to a page, for `wx.loadFontFace`. */
import type { FontFaceMessage } from "../protocol.ts";

export async function addFont({ family, source, style, weight }: FontFaceMessage): Promise<void> {
  const given = typeof source === "string" ? `url(${JSON.stringify(source)})` : source;
  try {
    const font = new FontFace(String(family), given, { style: String(style), weight: String(weight) });
    document.fonts.add(await font.load());
  } catch {
    // The network or the policy refused the address: the text keeps its font.
  }
}
