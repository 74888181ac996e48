/** 1. 1、 （1） ① A. - before an option. */
const mark =
  /^[\s\uE000]*(?:[(（]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[a-jA-J])\s*[)）][.、:：]?|(?:\d{1,2}|[A-Ja-jＡ-Ｊ])\s*[.．、:：)）](?!\d)|(?:[一二三四五六七八九]|十)、|[①-⑩]|[-*•·▪])\s*/u;

/** Between the options of one line, the surest first. A stroke between figures is a date: 10/1. */
const separators: readonly RegExp[] = [
  /\s*[／｜|]\s*|\s*(?<!\d)\/\s*|\s*\/(?!\d)\s*/u,
  /\s*[；;]\s*/u,
  /\s*、\s*/u,
  /\s*[，,]\s*/u,
  /\s+/u,
];

/** Numbers inside a line: 1.周五下午 2.周六上午, A周五 is not one. */
const inlineMarks = /(?:^|[\s，,；;。])(?=(?:\d{1,2}|[A-J])[.．、)）](?!\d)|[①-⑩])/u;

const clean = (option: string) =>
  option
    .replace(mark, '')
    .replace(/[\s，,。.；;、]+$/u, '')
    .trim();

const kept = (parts: readonly string[]) => parts.map(clean).filter((part) => part !== '');

/** The options of one line: what stands between its strongest separators. One alone = none were found. */
export function splitLine(line: string): string[] {
  const numbered = line.split(inlineMarks).filter((part) => part.trim() !== '');
  if (numbered.length > 1) return kept(numbered);
  for (const separator of separators) {
    const parts = line.split(separator).filter((part) => part.trim() !== '');
    if (parts.length > 1) return kept(parts);
  }
  return kept([line]);
}

/** One option a line, with or without numbers; a single line may hold them all. */
export function splitLines(lines: readonly string[]): string[] {
  const [only = '', ...others] = lines;
  return others.length === 0 ? splitLine(only) : kept(lines);
}
