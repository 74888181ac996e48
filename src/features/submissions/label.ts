/** What people call a submission: its number within the unit, such as 社-12. */
export function labelOf(number: number): string {
  return `社-${number}`;
}

const label = /^(?:社(?:情民意)?\s*[-－﹣‐‑–—_ ]?\s*(\d{1,7})|第?\s*(\d{1,7}))\s*[号条]?$/u;
const plainLabel = /社\s*[-－﹣‐‑–—_ ]?\s*(\d{1,7})/u;

const asNumber = (digits: string | undefined) => {
  const number = Number(digits);
  return digits !== undefined && number > 0 ? number : null;
};

/** Reads 社-12, 社12, 第12条, 12号 or 12; null when the text is anything else. */
export function readLabel(text: string): number | null {
  const match = label.exec(text.normalize('NFKC').trim());
  return match ? asNumber(match[1] ?? match[2]) : null;
}

/** Takes a label off the front of a text: «社-12 还有下水道» gives 12 and the rest. A bare number only counts before a space or colon. */
export function takeLabel(text: string): { number: number; rest: string } | null {
  const match =
    /^\s*(?:社\s*[-－﹣‐‑–—_ ]?\s*([\d０-９]{1,7})[号条]?|第?\s*([\d０-９]{1,7})(?:[号条]|(?=[\s:：，,]|$)))[\s:：，,]*/u.exec(
      text,
    );
  if (!match) return null;
  const number = asNumber((match[1] ?? match[2])?.normalize('NFKC'));
  return number === null ? null : { number, rest: text.slice(match[0].length).trim() };
}

/** The label somewhere in a sentence, cut out; null when there is none. Only the full form counts, no bare number. */
export function findLabel(text: string): { number: number; rest: string } | null {
  const folded = text.normalize('NFKC');
  const match = plainLabel.exec(folded);
  const number = match ? asNumber(match[1]) : null;
  if (!match || number === null) return null;
  return { number, rest: `${folded.slice(0, match.index)} ${folded.slice(match.index + match[0].length)}`.trim() };
}
