/**
 * Styles that a component sets on its own host. They cannot be in the style attribute, which belongs to the author and
 * is overwritten as a whole, so they are in a stylesheet of the shadow root. There they lose against the author's
 * stylesheets, unless they are important.
 */
export type HostStyle = (name: string, value: string, priority?: "important") => void;

export function hostStyle(root: ShadowRoot): HostStyle {
  const sheet = new CSSStyleSheet();
  root.adoptedStyleSheets.push(sheet);
  const { style } = document.createElement("i");
  return (name, value, priority) => {
    style.setProperty(name, value, priority);
    // WebKit does not apply a change of a rule for `:host`, only a new rule.
    sheet.replaceSync(`:host{${style.cssText}}`);
  };
}
