/**
 * Where a text may be cut, best first: between paragraphs, lines, sentences, words. The cut is at the end of the match;
 * blanks at a cut fall away, so it may as well stand before them.
 */
const seams = [/(?=\n[^\S\n]*\n)/g, /(?=\n)/g, /[。！？!?；;…]+[”’」』）)]*|[.](?=\s)/g, /[，,、：:]|(?=\s)/g];

/** UTF-16 units that are looked at past the end of a piece: what stands across it has to be seen whole. */
const lookahead = 64;

/** The size of a text; adding to a text never makes it smaller. */
export type Measure = (text: string) => number;

/**
 * Cuts a text into pieces of at most `limit`, at the best seam of the latter half of each piece, else between two
 * characters as a person sees them (never inside an emoji, an accented letter or a surrogate pair).
 *
 * @param measure what `limit` counts; UTF-16 units unless said otherwise. One character has to fit.
 */
export function splitText(text: string, limit: number, measure: Measure = (part) => part.length): string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const room = fitting(rest, limit, measure);
    const cut = room === rest.length ? room : findCut(rest, room);
    const piece = rest.slice(0, cut).trimEnd();
    if (piece !== '') pieces.push(piece);
    rest = rest.slice(cut).trimStart();
  }
  return pieces;
}

/** UTF-16 units from the beginning of the text that measure at most `limit`. */
function fitting(text: string, limit: number, measure: Measure): number {
  const fits = (length: number) => measure(text.slice(0, length)) <= limit;
  let low = 0;
  let high = Math.max(1, limit);
  while (high < text.length && fits(high)) [low, high] = [high, high * 2];
  if (high >= text.length && fits(text.length)) return text.length;
  high = Math.min(high, text.length);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function findCut(text: string, room: number): number {
  const window = text.slice(0, room + lookahead);
  const segments = new Intl.Segmenter('zh').segment(window);
  // A seam inside a grapheme (a blank that carries an accent) is none.
  const isBetween = (cut: number) => segments.containing(cut)?.index === cut;
  for (const seam of seams) {
    const ends = [...window.matchAll(seam)].map((match) => match.index + match[0].length);
    const last = ends.findLast((end) => end >= room / 2 && end <= room && isBetween(end));
    if (last !== undefined) return last;
  }
  const last = segments.containing(room)?.index ?? 0;
  if (last > 0) return last;
  // A grapheme that alone is too long (stacked marks) is cut by code point; one code point always goes.
  const whole = text.slice(0, room).isWellFormed() ? room : room - 1;
  const [first = ''] = text;
  return Math.max(whole, first.length);
}
