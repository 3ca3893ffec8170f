/** Button icons, as SVG paths in a 24 by 24 box. */
const paths = {
  play: "M7 4.5v15l13-7.5z",
  pause: "M6 4.5h4v15H6zM14 4.5h4v15h-4z",
  expand: "M4 4h6v2H6v4H4zM20 20h-6v-2h4v-4h2zM14 4h6v6h-2V6h-4zM10 20H4v-6h2v4h4z",
  shrink: "M10 10H4V8h4V4h2zM14 14h6v2h-4v4h-2zM20 10h-6V4h2v4h4zM4 14h6v6H8v-4H4z",
  sound: "M4 9v6h4l5 5V4L8 9zM16 8.5v7a4 4 0 0 0 0-7z",
  muted:
    "M4 9v6h4l5 5V4L8 9zM15.5 9.6l1.3-1.3L19 10.5l2.2-2.2 1.3 1.3-2.2 2.2 2.2 2.2-1.3 1.3-2.2-2.2-2.2 2.2-1.3-1.3 2.2-2.2z",
  camera: "M9 5l-1.5 2H4v12h16V7h-3.5L15 5zM12 16.5a4 4 0 1 1 0-8 4 4 0 0 1 0 8z",
  live: "M12 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7.8 7.8a6 6 0 0 0 0 8.4l1.2-1.2a4.3 4.3 0 0 1 0-6zM16.2 7.8L15 9a4.3 4.3 0 0 1 0 6l1.2 1.2a6 6 0 0 0 0-8.4z",
};

export type SymbolName = keyof typeof paths;

/** SVG markup of an icon in the color of the surrounding text. */
export function symbol(name: SymbolName): string {
  return `<svg viewBox="0 0 24 24" width="24" height="24" fill="currentColor" aria-hidden="true"><path d="${paths[name]}"/></svg>`;
}
