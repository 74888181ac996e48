/** A text as weighted pairs of neighbouring characters, of length 1. */
export interface PairVector {
  /** Ids of pairs, ascending. */
  readonly pairs: Uint32Array;
  readonly weights: Float64Array;
}

const lettersOf = (text: string) =>
  Array.from(
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, ''),
  );

/** Weighs character pairs of texts by TF-IDF: needs no dictionary and no words, which suits short Chinese texts. */
export function weighPairs(texts: readonly string[]): PairVector[] {
  const ids = new Map<string, number>();
  const counts = texts.map((text) => countPairs(lettersOf(text), ids));
  const spread = new Float64Array(ids.size);
  for (const own of counts) for (const id of own.keys()) spread[id] = (spread[id] ?? 0) + 1;
  return counts.map((own) => toVector(own, spread, texts.length));
}

function countPairs(letters: readonly string[], ids: Map<string, number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (let index = 1; index < letters.length; index += 1) {
    const pair = `${letters[index - 1]}${letters[index]}`;
    const id = ids.get(pair) ?? ids.size;
    if (id === ids.size) ids.set(pair, id);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

function toVector(counts: ReadonlyMap<number, number>, spread: Float64Array, texts: number): PairVector {
  const pairs = Uint32Array.from(counts.keys()).toSorted();
  const weights = Float64Array.from(pairs, (id) => (counts.get(id) ?? 0) * Math.log(1 + texts / (spread[id] ?? 1)));
  const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0)) || 1;
  return { pairs, weights: weights.map((weight) => weight / length) };
}

/** 0 to 1. */
export function cosine(a: PairVector, b: PairVector): number {
  let [i, j, sum] = [0, 0, 0];
  while (i < a.pairs.length && j < b.pairs.length) {
    const [left, right] = [a.pairs[i] ?? 0, b.pairs[j] ?? 0];
    if (left === right) sum += (a.weights[i] ?? 0) * (b.weights[j] ?? 0);
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return sum;
}

/** Share of pairs that both have, of all that one has. 0 to 1. */
export function overlap(a: PairVector, b: PairVector): number {
  const [shorter, longer] = [Math.min(a.pairs.length, b.pairs.length), Math.max(a.pairs.length, b.pairs.length)];
  if (longer === 0 || shorter / longer < 0.5) return 0;
  let [i, j, both] = [0, 0, 0];
  while (i < a.pairs.length && j < b.pairs.length) {
    const [left, right] = [a.pairs[i] ?? 0, b.pairs[j] ?? 0];
    if (left === right) both += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return both / (a.pairs.length + b.pairs.length - both);
}

/** How near each vector is to the middle of all of them. */
export function centrality(vectors: readonly PairVector[]): number[] {
  const middle = new Map<number, number>();
  for (const { pairs, weights } of vectors) {
    for (const [index, id] of pairs.entries()) middle.set(id, (middle.get(id) ?? 0) + (weights[index] ?? 0));
  }
  const length = Math.sqrt([...middle.values()].reduce((sum, weight) => sum + weight * weight, 0)) || 1;
  return vectors.map(
    ({ pairs, weights }) =>
      pairs.reduce((sum, id, index) => sum + (middle.get(id) ?? 0) * (weights[index] ?? 0), 0) / length,
  );
}
