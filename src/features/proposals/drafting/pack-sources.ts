import type { SourceText } from './drafted-proposal.ts';
import { duplicateLabels } from './offline-drafter.ts';
import { centrality, weighPairs } from './pair-weights.ts';

/** Characters of one source in a prompt; a longer one is cut where a sentence ends. */
const longestSource = 1_500;
/** What the fence around a source takes. */
const fenceCharacters = 60;

/** What fits into a prompt, and what does not. */
export interface PackedSources {
  /** Oldest first; texts may be cut. */
  readonly sources: readonly SourceText[];
  readonly duplicates: ReadonlySet<string>;
  readonly noRoom: ReadonlySet<string>;
}

/** Fills a prompt with the sources nearest to what all of them say, each different text once. Pure. */
export function packSources(sources: readonly SourceText[], characters: number): PackedSources {
  const duplicates = duplicateLabels(sources);
  const different = sources.filter(({ label }) => !duplicates.has(label));
  const central = centrality(weighPairs(different.map(({ text }) => text)));
  const order = different.map((_, index) => index).toSorted((a, b) => (central[b] ?? 0) - (central[a] ?? 0));
  const chosen = new Set<SourceText>();
  let room = characters;
  for (const index of order) {
    const source = different[index];
    if (!source) continue;
    const needed = Math.min(source.text.length, longestSource) + fenceCharacters;
    if (needed > room) continue;
    room -= needed;
    chosen.add(source);
  }
  return {
    sources: different.filter((source) => chosen.has(source)).map((source) => ({ ...source, text: cut(source.text) })),
    duplicates,
    noRoom: new Set(different.filter((source) => !chosen.has(source)).map(({ label }) => label)),
  };
}

function cut(text: string): string {
  if (text.length <= longestSource) return text;
  const head = text.slice(0, longestSource);
  const end = Math.max(...['。', '！', '？', '；', '\n'].map((stop) => head.lastIndexOf(stop)));
  return (end > longestSource / 2 ? head.slice(0, end + 1) : head).toWellFormed();
}
