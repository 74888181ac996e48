/** Zero-width and bidirectional control characters, which make equal texts unequal or turn them around on a screen. */
const invisible = /[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;

/** Those of them that turn the text around. */
const turning = /[\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Most characters of a name that somebody gave to himself or to a group. */
const longestName = 40;

/** Most code points of one character: a family of emoji has 11, five thousand marks on one letter are mischief. */
const mostMarks = 16;

/**
 * A text that PostgreSQL can keep and a person can read: NUL removed, lone surrogates replaced by U+FFFD, line ends as \n.
 * Everything else stays byte for byte.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '').replaceAll('\r\n', '\n').replaceAll('\r', '\n');
}

/** Whether there is anything to read: not only white space and characters without width. */
export const isBlank = (text: string): boolean => foldText(text) === '';

/** A name that somebody chose, as it may stand in a sentence of ours: one line of bearable length that turns nothing around. */
export function cleanName(text: string): string {
  const line = cleanText(text)
    .replace(turning, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return isBlank(line) ? '' : shorten(line, longestName);
}

/** For matching only: NFKC (full-width becomes half-width), invisible characters out, white space to one space, lower case. */
export function foldText(text: string): string {
  return cleanText(text).normalize('NFKC').replace(invisible, '').replace(/\s+/g, ' ').trim().toLowerCase();
}

const segmenter = new Intl.Segmenter('zh');
/** UTF-16 units looked at together: each step of the segmenter costs as much as the whole text it was given is long. */
const pieceLength = 512;

/** Grapheme clusters, in order. Linear in the length of the text, also for 100,000 characters. */
function* graphemes(text: string): Generator<string> {
  let length = pieceLength;
  for (let from = 0; from < text.length;) {
    const half = /[\uD800-\uDBFF]/.test(text.charAt(from + length - 1)) ? 1 : 0;
    const to = from + length + half;
    const piece = Array.from(segmenter.segment(text.slice(from, to)), ({ segment }) => segment);
    const isLast = to >= text.length;
    // What stands at the end of a piece may go on in the next one.
    if (!isLast && piece.length === 1) {
      length *= 2;
      continue;
    }
    for (const segment of isLast ? piece : piece.slice(0, -1)) {
      yield segment;
      from += segment.length;
    }
    length = pieceLength;
  }
}

/** Length as a person counts it: grapheme clusters. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of graphemes(text)) count += 1;
  return count;
}

/**
 * At most `limit` graphemes, ending in … when something was cut. Never cuts inside a character, but takes off marks that
 * no character has so many of.
 */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let kept = '';
  let count = 0;
  for (const segment of graphemes(text)) {
    count += 1;
    if (count > limit) return `${kept.trimEnd()}…`;
    kept += segment.length <= mostMarks ? segment : Array.from(segment).slice(0, mostMarks).join('');
  }
  return kept;
}
