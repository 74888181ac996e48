import { foldText } from '../../../lib/text.ts';
import { sections, type DraftClause, type Section } from '../verifying/verify-clause.ts';
import type { DraftedProposal, SourceOutcome, SourceText } from './drafted-proposal.ts';
import { plainTitle } from './draft-title.ts';
import { keepVerified } from './keep-verified.ts';
import { centrality, cosine, weighPairs } from './pair-weights.ts';
import { sayTheSame, spokesman, type SaidSentence } from './say-the-same.ts';
import { readSentences } from './sentences.ts';

/** Most clauses of one part. */
const mostPerSection = 8;
/** Weight of relevance against novelty (maximal marginal relevance). */
const lambda = 0.7;
/** What a sentence gains that says one of the secretary's words. */
const queryGain = 0.2;

interface Candidate extends SaidSentence {
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
    picks.push(takeTwins(best, all, taken));
    for (const candidate of own) {
      const likeness = cosine(candidate.vector, best.vector);
      if (likeness > (nearest.get(candidate) ?? 0)) nearest.set(candidate, likeness);
    }
  }
  return picks;
}

/** Takes the sentence and all that say the same: one of them speaks, and all their sources are cited, its own first. */
function takeTwins(chosen: Candidate, all: readonly Candidate[], taken: Set<Candidate>): Pick {
  taken.add(chosen);
  const twins = all.filter((other) => !taken.has(other) && sayTheSame(chosen, other));
  for (const twin of twins) taken.add(twin);
  const candidate = spokesman(
    chosen,
    twins.filter(({ section }) => section === chosen.section),
  );
  return { candidate, cites: [...new Set([candidate, chosen, ...twins].map(({ source }) => source))] };
}

/** The clauses in the order of the parts. One of the situation can become the matter. */
function toClauses([situation = [], cause = [], suggestion = []]: readonly Pick[][]): DraftClause[] {
  const matter = representative(situation);
  const bySection: Record<Section, readonly Pick[]> = {
    matter: matter === null ? [] : [matter],
    situation: situation.filter((pick) => pick !== matter),
    cause,
    suggestion,
  };
  return sections.flatMap((section) =>
    inOrder(bySection[section]).map(({ candidate, cites }) => ({
      section,
      text: candidate.text,
      cites: cites.map(({ label }) => label),
    })),
  );
}

/**
 * The sentence nearest to all of the situation that stands on its own: what else its sources say would lose its beginning
 * without it. null = none, or nothing would be left for the situation.
 */
function representative(situation: readonly Pick[]): Pick | null {
  if (situation.length < 2) return null;
  const isAlone = (pick: Pick) =>
    situation.every((other) => other === pick || !other.cites.some((source) => pick.cites.includes(source)));
  return situation.find(isAlone) ?? null;
}

/** Most supported first, then earliest said; what a report says further follows the clause that cites it. */
function inOrder(picks: readonly Pick[]): Pick[] {
  const ranked = picks.toSorted((a, b) => b.cites.length - a.cites.length || earlier(a.candidate, b.candidate));
  const home = (pick: Pick) => ranked.findIndex(({ cites }) => cites.includes(pick.candidate.source));
  return ranked.toSorted(
    (a, b) => home(a) - home(b) || b.cites.length - a.cites.length || earlier(a.candidate, b.candidate),
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
