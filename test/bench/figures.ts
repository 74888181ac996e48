/** The middle of several rounds, with the extremes. */
export interface Figure {
  median: number;
  min: number;
  max: number;
}

/** One line of the report. `bare` and `ratio` stay away where there is nothing to compare with. */
export interface Line {
  what: string;
  unit: string;
  ours: Figure;
  bare?: Figure;
  /** ours / bare, round by round. */
  ratio?: Figure;
  /** What the median is to reach: of the ratio where there is one, else of ours. */
  goal?: Goal;
}

export interface Goal {
  least?: number;
  most?: number;
}

export interface Report {
  title: string;
  lines: Line[];
  /** What was compared with what, and what to keep in mind. */
  notes: string[];
}

export function figureOf(values: readonly number[]): Figure {
  if (values.length === 0) throw new Error('every round was void');
  const sorted = values.toSorted((a, b) => a - b);
  return { median: percentile(sorted, 0.5), min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}

/** @param sorted growing */
export function percentile(sorted: readonly number[], share: number): number {
  const place = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  return sorted[place] ?? 0;
}

/** Compares two contenders round by round, so that a slow moment of the machine touches both. */
export function compare(
  what: string,
  unit: string,
  ours: readonly number[],
  bare: readonly number[],
  goal?: Goal,
): Line {
  const ratios = ours.map((value, round) => value / (bare[round] ?? Number.NaN));
  return { what, unit, ours: figureOf(ours), bare: figureOf(bare), ratio: figureOf(ratios), ...(goal ? { goal } : {}) };
}

/** Whether the goal was reached; null = the line has none. */
export function reached({ ours, ratio, goal }: Line): boolean | null {
  if (!goal) return null;
  const { median } = ratio ?? ours;
  return median >= (goal.least ?? Number.NEGATIVE_INFINITY) && median <= (goal.most ?? Number.POSITIVE_INFINITY);
}

function goalWords(line: Line): string {
  const { goal } = line;
  if (!goal) return '';
  const words = goal.least === undefined ? `≤ ${goal.most}` : `≥ ${goal.least}`;
  return `${words} ${reached(line) ? '✓' : '✗'}`;
}

const short = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(2);
const spread = ({ median, min, max }: Figure) =>
  min === max ? short(median) : `${short(median)} (${short(min)}–${short(max)})`;

/** The report as Markdown: median, and in brackets the lowest and highest round. */
export function toMarkdown({ title, lines, notes }: Report): string {
  const rows = lines.map((line) => {
    const { what, unit, ours, bare, ratio } = line;
    return `| ${what} | ${unit} | ${spread(ours)} | ${bare ? spread(bare) : ''} | ${ratio ? spread(ratio) : ''} | ${goalWords(line)} |`;
  });
  return [
    `### ${title}`,
    '',
    '| Measure | Unit | Tongxin | Bare | Ratio | Goal |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    ...notes.map((note) => `- ${note}`),
    '',
  ].join('\n');
}
