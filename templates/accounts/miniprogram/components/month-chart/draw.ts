/** Draws the chart. A canvas cannot read design/tokens.wxss, so its colours are repeated here; a test compares them. */
import type { Box, ChartLayout } from "./layout";

export type Context = WechatMiniprogram.CanvasRenderingContext.CanvasRenderingContext2D;

export interface Palette {
  readonly income: string;
  readonly spending: string;
  readonly line: string;
  readonly label: string;
  readonly band: string;
}

export const palettes: Readonly<Record<"light" | "dark", Palette>> = {
  light: { income: "#0d6b46", spending: "#0a4d8c", line: "#dde3ec", label: "#52627a", band: "#eaeff5" },
  dark: { income: "#5fd3a0", spending: "#7fb5f5", line: "#2b384e", label: "#a3b1c6", band: "#1f2a3d" },
};

export interface Drawing {
  readonly palette: Palette;
  readonly selected: string;
  readonly fontSize: number;
  /** Formats an amount for the axis. */
  readonly write: (amount: number) => string;
}

export function drawChart(context: Context, layout: ChartLayout, drawing: Drawing): void {
  const { palette, selected, fontSize, write } = drawing;
  context.clearRect(0, 0, layout.width, layout.height);
  const chosen = layout.months.find(({ month }) => month === selected);
  if (chosen) fill(context, chosen.band, palette.band, 10);
  context.font = `${fontSize}px sans-serif`;
  context.textBaseline = "middle";
  const left = layout.months[0]?.band.x ?? 0;
  for (const { y, amount } of layout.levels) {
    fill(context, { x: left, y: Math.round(y), width: layout.width - left, height: 1 }, palette.line);
    context.fillStyle = palette.label;
    context.fillText(write(amount), 0, Math.min(y, layout.height - fontSize / 2));
  }
  for (const { income, spending } of layout.months) {
    fill(context, income, palette.income, 4);
    fill(context, spending, palette.spending, 4);
  }
}

/** A box with rounded upper corners. */
function fill(context: Context, { x, y, width, height }: Box, colour: string, radius = 0): void {
  const round = Math.min(radius, height, width / 2);
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x, y + height);
  context.lineTo(x, y + round);
  context.arcTo(x, y, x + round, y, round);
  context.lineTo(x + width - round, y);
  context.arcTo(x + width, y, x + width, y + round, round);
  context.lineTo(x + width, y + height);
  context.fill();
}
