/** Computes the layout of the chart, in pixels of its canvas. It does not draw, and knows no colours or languages. */
import type { MonthTotals } from "../../services/spending";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface MonthBars {
  readonly month: string;
  /** Touch area of this month. */
  readonly band: Box;
  readonly income: Box;
  readonly spending: Box;
}

export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  /** Grid lines with their amounts in hundredths, from 0 upwards. */
  readonly levels: readonly { readonly y: number; readonly amount: number }[];
  readonly months: readonly MonthBars[];
}

export interface ChartSize {
  readonly width: number;
  readonly height: number;
  /** Width of the amounts on the left. */
  readonly axis: number;
  /** Space above the highest grid line: half a line of text. */
  readonly top: number;
}

const mostLevels = 5;

export function layOut(totals: readonly MonthTotals[], { width, height, axis, top }: ChartSize): ChartLayout {
  const most = Math.max(0, ...totals.flatMap(({ income, spending }) => [income, spending]));
  const step = roundStep(most / mostLevels);
  const levelCount = Math.max(1, Math.ceil(most / step));
  const bottom = height - 1;
  const yOf = (amount: number) => bottom - ((bottom - top) * amount) / (step * levelCount);
  const bandWidth = (width - axis) / Math.max(1, totals.length);
  const barWidth = Math.min(18, Math.floor(bandWidth * 0.3));
  const bar = (x: number, amount: number): Box => ({
    x,
    y: yOf(amount),
    width: barWidth,
    height: bottom - yOf(amount),
  });
  return {
    width,
    height,
    levels: Array.from({ length: levelCount + 1 }, (_none, at) => ({ y: yOf(at * step), amount: at * step })),
    months: totals.map(({ month, income, spending }, at) => {
      const x = axis + at * bandWidth;
      const middle = x + bandWidth / 2;
      return {
        month,
        band: { x, y: 0, width: bandWidth, height },
        income: bar(middle - barWidth - 1, income),
        spending: bar(middle + 1, spending),
      };
    }),
  };
}

/** The month at a horizontal position; undefined over the amounts. */
export function monthAt({ months }: ChartLayout, x: number): string | undefined {
  return months.find(({ band }) => x >= band.x && x < band.x + band.width)?.month;
}

/** Rounds up to 1, 2, 2.5 or 5 times a power of ten. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(100, least)));
  return ([1, 2, 2.5, 5].find((one) => one * power >= least) ?? 10) * power;
}
