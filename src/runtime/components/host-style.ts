/**
 * Styles that a component sets on its own host. They cannot be in the style attribute, which belongs to the author and
 * is overwritten as a whole, so they are in a stylesheet of the shadow root. There they lose against the author's
 * stylesheets, unless they are important.
 */
export function hostStyle(root: ShadowRoot): CSSStyleDeclaration {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host{}");
  root.adoptedStyleSheets.push(sheet);
  return (sheet.cssRules[0] as CSSStyleRule).style;
}
