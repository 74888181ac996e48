/** Zero-width and bidirectional control characters, which make equal texts unequal or turn them around on a screen. */
const invisible = /[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;

/**
 * A text that PostgreSQL can keep and a person can read: NUL removed, lone surrogates replaced by U+FFFD, line ends as \n.
 * Everything else stays byte for byte.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '').replaceAll('\r\n', '\n').replaceAll('\r', '\n');
}

/** For matching only: NFKC (full-width becomes half-width), invisible characters out, white space to one space, lower case. */
export function foldText(text: string): string {
  return cleanText(text).normalize('NFKC').replace(invisible, '').replace(/\s+/g, ' ').trim().toLowerCase();
}

/** Length as a person counts it: grapheme clusters. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of new Intl.Segmenter('zh').segment(text)) count += 1;
  return count;
}

/** At most `limit` graphemes, ending in … when something was cut. Never cuts inside a character. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let kept = '';
  let count = 0;
  for (const { segment } of new Intl.Segmenter('zh').segment(text)) {
    count += 1;
    if (count > limit) return `${kept.trimEnd()}…`;
    kept += segment;
  }
  return text;
}
