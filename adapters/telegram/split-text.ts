/** Where a text may be cut, best first: between paragraphs, lines, sentences, words. The cut is after the match. */
const seams = [/\n\s*\n/g, /\n/g, /[。！？!?；;…]+[”’」』）)]*|[.](?=\s)/g, /[，,、：:]|\s/g];

/**
 * Cuts a text into pieces of at most `limit` UTF-16 units, at the best seam of the latter half of each piece, else
 * between two characters as a person sees them (never inside an emoji or a surrogate pair).
 */
export function splitText(text: string, limit: number): string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const cut = findCut(rest, limit);
    const piece = rest.slice(0, cut).trimEnd();
    if (piece !== '') pieces.push(piece);
    rest = rest.slice(cut).trimStart();
  }
  return rest === '' ? pieces : [...pieces, rest];
}

function findCut(text: string, limit: number): number {
  const window = text.slice(0, limit);
  for (const seam of seams) {
    const ends = [...window.matchAll(seam)].map((match) => match.index + match[0].length);
    const last = ends.findLast((end) => end > limit / 2);
    if (last !== undefined) return last;
  }
  return graphemeCut(text, limit);
}

/** End of the last whole grapheme within `limit`; one that alone is longer (stacked marks) is cut by code point. */
function graphemeCut(text: string, limit: number): number {
  let end = 0;
  // A little more than the window, so that a grapheme across its end is seen whole.
  for (const { segment, index } of new Intl.Segmenter('zh').segment(text.slice(0, limit + 64))) {
    if (index + segment.length > limit) break;
    end = index + segment.length;
  }
  if (end > 0) return end;
  return text.slice(0, limit).isWellFormed() ? limit : limit - 1;
}
