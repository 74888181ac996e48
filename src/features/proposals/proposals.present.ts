import type { Locale } from '../../chat/locale.ts';
import { shorten } from '../../lib/text.ts';
import { citeList } from './document/cite-list.ts';
import type { DraftedProposal, SourceOutcome } from './drafting/drafted-proposal.ts';
import { dayOf, presentOverview, type Overview } from './overview.present.ts';
import { texts } from './texts.ts';
import { sections, type DraftClause } from './verifying/verify-clause.ts';
import { emptySectionKey, outcomeKeys, sectionKeys, type Notice } from './wording.ts';

/** Characters of one message: what every platform takes, with room to spare. */
const longestPiece = 1_800;
/** Of each part in the message that delivers a draft. */
const shownClauses = 2;
const shownCharacters = 70;
const shownCites = 5;

const stateKeys = {
  queued: 'stateQueued',
  drafting: 'stateDrafting',
  ready: 'stateReady',
  failed: 'stateFailed',
} as const;

const labelKey = (method: string) => (method === 'model' ? 'labelModel' : 'labelOffline');

/** The message that brings a draft: title, the beginning of each part, where the rest is. */
export function presentDelivery(
  locale: Locale,
  { number, query, sources }: { number: number } & Pick<Overview, 'query' | 'sources'>,
  { draft, method, notice }: { draft: DraftedProposal; method: string; notice: Notice | null },
  zone: string,
): string {
  const t = texts(locale);
  const outcomes = [...draft.outcomes.values()];
  const count = (...wanted: SourceOutcome[]) => outcomes.filter((outcome) => wanted.includes(outcome)).length;
  const account = {
    found: outcomes.length,
    cited: count('cited'),
    duplicate: count('duplicate'),
    unused: count('not_chosen', 'no_sentence', 'no_room'),
  };
  return [
    t('deliveredHead', { title: draft.title, number }),
    t(labelKey(method)),
    ...(notice === null ? [] : [t('notice', { reason: t(notice) })]),
    ...partLines(locale, draft.clauses, presentOverview(t, { query, sources, cited: account.cited }, zone), {
      clauses: shownClauses,
      characters: shownCharacters,
    }),
    '',
    t('account', account),
    ...(draft.dropped.length === 0 ? [] : [t('droppedLine', { count: draft.dropped.length })]),
    t('wordAttached', { number }),
  ].join('\n');
}

function partLines(
  locale: Locale,
  clauses: readonly DraftClause[],
  overview: string,
  most: { clauses: number; characters: number },
): string[] {
  const t = texts(locale);
  return sections.flatMap((section) => {
    const own = clauses.filter((clause) => clause.section === section);
    // The line that says “one more” would take the room of that one.
    const shown = own.length <= most.clauses + 1 ? own.length : most.clauses;
    const lines = own.slice(0, shown).map(({ text, cites }) => {
      return t('clauseLine', { text: shorten(text, most.characters), cites: citeList(t, cites, shownCites) });
    });
    if (section === 'matter') lines.unshift(overview);
    else if (own.length === 0) lines.push(t(emptySectionKey(section)));
    if (own.length > shown) lines.push(t('moreClauses', { count: own.length - shown }));
    return [t(sectionKeys[section]), ...lines];
  });
}

/** All of a draft, in messages of a length that every platform takes. */
export function presentWhole(
  locale: Locale,
  zone: string,
  draft: {
    number: number;
    title: string;
    method: string;
    query: string;
    clauses: readonly DraftClause[];
    sources: readonly { at: Date; outcome: string }[];
  },
  notice: Notice | null,
): string[] {
  const t = texts(locale);
  const cited = draft.sources.filter(({ outcome }) => outcome === 'cited').length;
  return inPieces([
    t('deliveredHead', { title: draft.title, number: draft.number }),
    t(labelKey(draft.method)),
    ...(notice === null ? [] : [t('notice', { reason: t(notice) })]),
    ...partLines(locale, draft.clauses, presentOverview(t, { ...draft, cited }, zone), {
      clauses: Infinity,
      characters: Infinity,
    }),
  ]);
}

/** The reports behind a draft and what became of each. */
export function presentSources(
  locale: Locale,
  zone: string,
  draft: { number: number; sources: readonly { label: string; text: string; at: Date; outcome: string }[] },
): string[] {
  const t = texts(locale);
  const lines = draft.sources.map(({ label, text, at, outcome }) =>
    t('sourceLine', {
      label,
      date: dayOf(at, zone, locale),
      outcome: t(readOutcome(outcome)),
      excerpt: shorten(text.replace(/\s+/g, ' '), 40),
    }),
  );
  return inPieces([t('sourcesTitle', { number: draft.number, count: lines.length }), ...lines]);
}

const readOutcome = (stored: string) =>
  Object.entries(outcomeKeys).find(([outcome]) => outcome === stored)?.[1] ?? outcomeKeys.not_chosen;

/** The list of drafts, newest first. */
export function presentList(
  locale: Locale,
  zone: string,
  drafts: readonly { number: number; title: string; query: string; state: keyof typeof stateKeys; createdAt: Date }[],
): string {
  const t = texts(locale);
  if (drafts.length === 0) return t('listEmpty');
  const lines = drafts.map(({ number, title, query, state, createdAt }) =>
    t('listLine', {
      number,
      title: title || t('untitled', { query: shorten(query, 20) }),
      state: t(stateKeys[state]),
      date: dayOf(createdAt, zone, locale),
    }),
  );
  return [t('listTitle'), ...lines].join('\n');
}

/** Joins lines into as few messages as fit. No line is as long as a message. */
function inPieces(lines: readonly string[]): string[] {
  const pieces: string[] = [];
  let current = '';
  for (const line of lines) {
    if (current !== '' && current.length + 1 + line.length > longestPiece) {
      pieces.push(current);
      current = '';
    }
    current = current === '' ? line : `${current}\n${line}`;
  }
  return [...pieces, current];
}
