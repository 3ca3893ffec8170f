/**
 * Styles that a component sets on its own host. The style attribute is the author's and is overwritten as a whole, so
 * they stand in a sheet of the shadow root; there they also lose against the author's sheets, unless they are important.
 */
export function hostStyle(root: ShadowRoot): CSSStyleDeclaration {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host{}");
  root.adoptedStyleSheets.push(sheet);
  return (sheet.cssRules[0] as CSSStyleRule).style;
}
