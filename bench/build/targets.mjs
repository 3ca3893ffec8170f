/** The project's own performance targets, mostly ratios between the cases of one run. */

/**
 * `left` may be at most `factor` times `right`; both get the medians of a case by id: `whole` is the process,
 * `inner` the work as it timed itself, `peak` its memory in bytes. Time that a peer spends before its compile is never
 * counted in our favour.
 */
const targets = [
  {
    name: "cold build ÷ miniprogram-ci with ES5 and minify",
    factor: 0.1,
    left: (m) => m.cold?.whole,
    right: (m) => m["ci-es5"]?.inner,
  },
  {
    name: "cold build ÷ miniprogram-ci with both off",
    factor: 1,
    left: (m) => m.cold?.whole,
    right: (m) => m["ci-off"]?.inner,
  },
  {
    name: "cold build ÷ esbuild, one file",
    factor: 4,
    left: (m) => m.cold?.whole,
    right: (m) => m["esbuild-one"]?.whole,
  },
  {
    name: "cold build ÷ esbuild, one file per entry",
    factor: 4,
    left: (m) => m.cold?.whole,
    right: (m) => m["esbuild-each"]?.whole,
  },
  { name: "templates ÷ wcc (whole processes)", factor: 1, left: (m) => m.templates?.whole, right: (m) => m.wcc?.whole },
  {
    name: "templates ÷ wcc (without the start of Node.js)",
    factor: 1,
    left: (m) => m.templates?.inner,
    right: (m) => m.wcc?.whole,
  },
  { name: "styles ÷ wcsc (whole processes)", factor: 1, left: (m) => m.styles?.whole, right: (m) => m.wcsc?.whole },
  {
    name: "styles ÷ wcsc (without the start of Node.js)",
    factor: 1,
    left: (m) => m.styles?.inner,
    right: (m) => m.wcsc?.whole,
  },
  {
    name: "one template, same process ÷ cold build",
    factor: 0.05,
    left: (m) => m.rebuild?.whole,
    right: (m) => m.cold?.whole,
  },
  {
    name: "one template, disk cache ÷ (0.2 × cold build + `node -e 0`)",
    factor: 1,
    left: (m) => m.disk?.whole,
    right: (m) => m.cold && m.node && 0.2 * m.cold.whole + m.node.whole,
  },
  { name: "peak memory of the cold build, in MB", factor: 500, left: (m) => m.cold?.peak, right: () => 2 ** 20 },
];

/**
 * @param {Record<string, { whole: number, inner?: number, peak?: number }>} medians
 * @returns {{ name: string, ratio: number, limit: number, met: boolean }[]} without those whose cases did not run
 */
export function judge(medians) {
  const judged = [];
  for (const { name, factor, left, right } of targets) {
    const a = left(medians);
    const b = right(medians);
    if (a === undefined || b === undefined) continue;
    judged.push({ name, ratio: a / b, limit: factor, met: a / b <= factor });
  }
  return judged;
}
