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
export function compare(what: string, unit: string, ours: readonly number[], bare: readonly number[]): Line {
  const ratios = ours.map((value, round) => value / (bare[round] ?? Number.NaN));
  return { what, unit, ours: figureOf(ours), bare: figureOf(bare), ratio: figureOf(ratios) };
}

const short = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(2);
const spread = ({ median, min, max }: Figure) =>
  min === max ? short(median) : `${short(median)} (${short(min)}–${short(max)})`;

/** The report as Markdown: median, and in brackets the lowest and highest round. */
export function toMarkdown({ title, lines, notes }: Report): string {
  const rows = lines.map(
    ({ what, unit, ours, bare, ratio }) =>
      `| ${what} | ${unit} | ${spread(ours)} | ${bare ? spread(bare) : ''} | ${ratio ? spread(ratio) : ''} |`,
  );
  return [
    `### ${title}`,
    '',
    '| Measure | Unit | Tongxin | Bare | Ratio |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    ...notes.map((note) => `- ${note}`),
    '',
  ].join('\n');
}
