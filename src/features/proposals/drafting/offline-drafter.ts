import { foldText } from '../../../lib/text.ts';
import { figuresOf } from '../verifying/read-figures.ts';
import { sections, type DraftClause, type Section } from '../verifying/verify-clause.ts';
import type { DraftedProposal, SourceOutcome, SourceText } from './drafted-proposal.ts';
import { plainTitle } from './draft-title.ts';
import { keepVerified } from './keep-verified.ts';
import { centrality, cosine, overlap, weighPairs, type PairVector } from './pair-weights.ts';
import { readSentences, type SentenceSection } from './sentences.ts';

/** Most clauses of one part. */
const mostPerSection = 8;
/** Weight of relevance against novelty (maximal marginal relevance). */
const lambda = 0.7;
/** What a sentence gains that says one of the secretary's words. */
const queryGain = 0.2;
/** From this share of common character pairs on, two sentences with the same figures say the same. */
const sameFrom = 0.75;

interface Candidate {
  readonly text: string;
  readonly section: SentenceSection;
  readonly source: SourceText;
  readonly vector: PairVector;
  readonly relevance: number;
  /** Place among all sentences, in the order of the sources. */
  readonly order: number;
}

interface Pick {
  readonly candidate: Candidate;
  /** The sources that say it, the candidate's own first. */
  readonly cites: readonly SourceText[];
}

/**
 * Drafts without a model: verbatim sentences, chosen and ordered by rules, each with its sources. No sentence is
 * rewritten, joined or tidied. Pure.
 */
export function draftOffline(query: string, sources: readonly SourceText[]): DraftedProposal {
  const candidates = readCandidates(query, sources);
  const taken = new Set<Candidate>();
  const parts = (['situation', 'cause', 'suggestion'] as const).map((section) =>
    pickSentences(
      candidates.filter((candidate) => candidate.section === section),
      candidates,
      taken,
    ),
  );
  const { clauses, dropped } = keepVerified(toClauses(parts), sources);
  return { title: plainTitle(query), clauses, dropped, outcomes: outcomesOf(sources, candidates, clauses) };
}

function readCandidates(query: string, sources: readonly SourceText[]): Candidate[] {
  const words = foldText(query).split(' ').filter(Boolean);
  const found = sources.flatMap((source) => readSentences(source.text).map((sentence) => ({ ...sentence, source })));
  const vectors = weighPairs(found.map(({ text }) => text));
  const central = centrality(vectors);
  return found.flatMap((sentence, index) => {
    const vector = vectors[index];
    if (vector === undefined) return [];
    const gain = words.some((word) => foldText(sentence.text).includes(word)) ? queryGain : 0;
    return [{ ...sentence, vector, relevance: (central[index] ?? 0) + gain, order: index }];
  });
}

/** Picks by relevance less likeness to what was picked before; what says the same as a pick becomes its further source. */
function pickSentences(own: readonly Candidate[], all: readonly Candidate[], taken: Set<Candidate>): Pick[] {
  const picks: Pick[] = [];
  const nearest = new Map<Candidate, number>();
  while (picks.length < mostPerSection) {
    let best: Candidate | null = null;
    let bestScore = -Infinity;
    for (const candidate of own) {
      if (taken.has(candidate)) continue;
      const score = lambda * candidate.relevance - (1 - lambda) * (nearest.get(candidate) ?? 0);
      if (score > bestScore) [best, bestScore] = [candidate, score];
    }
    if (best === null) break;
    picks.push({ candidate: best, cites: takeTwins(best, all, taken) });
    for (const candidate of own) {
      const likeness = cosine(candidate.vector, best.vector);
      if (likeness > (nearest.get(candidate) ?? 0)) nearest.set(candidate, likeness);
    }
  }
  return picks;
}

/** Takes the sentence and all that say the same. @returns their sources, once each, the sentence's own first */
function takeTwins(chosen: Candidate, all: readonly Candidate[], taken: Set<Candidate>): SourceText[] {
  taken.add(chosen);
  const cites = new Set([chosen.source]);
  const figures = figuresOf(chosen.text);
  for (const candidate of all) {
    if (taken.has(candidate) || overlap(candidate.vector, chosen.vector) < sameFrom) continue;
    if (figuresOf(candidate.text) !== figures) continue;
    taken.add(candidate);
    cites.add(candidate.source);
  }
  return [...cites];
}

/** Most supported first, then earliest said. The sentence nearest to all of the situation becomes the matter. */
function toClauses([situation = [], cause = [], suggestion = []]: readonly Pick[][]): DraftClause[] {
  const [first, ...rest] = situation;
  const matter = rest.length > 0 && first !== undefined ? [first] : [];
  const bySection: Record<Section, readonly Pick[]> = {
    matter,
    situation: matter.length > 0 ? rest : situation,
    cause,
    suggestion,
  };
  return sections.flatMap((section) =>
    bySection[section]
      .toSorted((a, b) => b.cites.length - a.cites.length || earlier(a.candidate, b.candidate))
      .map(({ candidate, cites }) => ({ section, text: candidate.text, cites: cites.map(({ label }) => label) })),
  );
}

const earlier = (a: Candidate, b: Candidate) => a.source.at.getTime() - b.source.at.getTime() || a.order - b.order;

function outcomesOf(
  sources: readonly SourceText[],
  candidates: readonly Candidate[],
  clauses: readonly DraftClause[],
): Map<string, SourceOutcome> {
  const cited = new Set(clauses.flatMap(({ cites }) => cites));
  const usable = new Set(candidates.map(({ source }) => source.label));
  const duplicates = duplicateLabels(sources);
  return new Map(
    sources.map(({ label }) => {
      if (cited.has(label)) return [label, 'cited'];
      if (duplicates.has(label)) return [label, 'duplicate'];
      return [label, usable.has(label) ? 'not_chosen' : 'no_sentence'];
    }),
  );
}

/** Labels of sources that say, word for word, what an earlier one says. */
export function duplicateLabels(sources: readonly SourceText[]): Set<string> {
  const seen = new Set<string>();
  const duplicates = new Set<string>();
  for (const { label, text } of sources) {
    const key = foldText(text).replace(/[^\p{L}\p{N}]/gu, '');
    if (seen.has(key)) duplicates.add(label);
    seen.add(key);
  }
  return duplicates;
}
