import { exampleWords } from '../../../../prompts/draft-proposal/examples.ts';
import { draftProposalPrompt } from '../../../../prompts/draft-proposal/prompt.ts';
import type { DraftAnswer } from '../../../../prompts/draft-proposal/schema.ts';
import { cleanText } from '../../../lib/text.ts';
import type { LlmBudget } from '../../../llm/budget.ts';
import type { CallLedger, ModelPort } from '../../../llm/model-port.ts';
import { redact } from '../../../llm/redact.ts';
import type { DraftClause } from '../verifying/verify-clause.ts';
import type { DraftedProposal, SourceOutcome, SourceText } from './drafted-proposal.ts';
import { titleFrom } from './draft-title.ts';
import { keepVerified } from './keep-verified.ts';
import { packSources, type PackedSources } from './pack-sources.ts';

export interface ModelDraftDeps {
  readonly model: ModelPort;
  readonly budget: LlmBudget;
  readonly ledger: CallLedger;
  readonly signal: AbortSignal;
  /** New for each call. */
  readonly nonce: string;
  /** Of the unit's members: the model was told none, so it may name none that the submissions do not. */
  readonly names: readonly string[];
}

/** More is no proposal any more. */
const mostClauses = 40;

/**
 * Lets the model draft and keeps what stands up to checking. Ids are local to the call: S1 … Sn.
 * @returns null when too little is left to be a draft
 * @throws LlmError
 */
export async function draftWithModel(
  query: string,
  sources: readonly SourceText[],
  { model, budget, ledger, signal, nonce, names }: ModelDraftDeps,
): Promise<DraftedProposal | null> {
  const topic = redact(query);
  const rules = draftProposalPrompt.render({ topic, sources: [] }, nonce);
  const packed = packSources(sources, budget.promptCharacters - rules.system.length - rules.user.length);
  const labels = new Map(packed.sources.map(({ label }, index) => [`S${index + 1}`, label]));
  const slots = packed.sources.map(({ text }, index) => ({ id: `S${index + 1}`, text: redact(text) }));
  const prompt = draftProposalPrompt.render({ topic, sources: slots }, nonce);
  const { value } = await model.complete(prompt, draftProposalPrompt.answer, { signal, ledger });
  const { clauses, dropped } = keepVerified(readClauses(value, labels), packed.sources);
  const honest = clauses.filter(({ text }) => !isCopied(text, sources) && !namesSomebody(text, names, sources));
  if (!honest.some(({ section }) => section === 'situation' || section === 'suggestion')) return null;
  const copied = clauses.filter((clause) => !honest.includes(clause));
  return {
    title: titleFrom(namesSomebody(value.title, names, sources) ? '' : cleanText(value.title), query, packed.sources),
    clauses: honest,
    dropped: [...dropped, ...copied.map(({ section, cites }) => ({ section, cites, fault: 'foreign_mark' as const }))],
    outcomes: outcomesOf(sources, packed, honest),
  };
}

const localIds = /[（(【[]\s*(?:来源[:：]?\s*)?S\d+(?:\s*[、,，和]\s*S\d+)*\s*[）)】\]]/g;

/** The answer with labels in the place of local ids. An id that was never given stays and fails the check. */
function readClauses({ clauses }: DraftAnswer, labels: ReadonlyMap<string, string>): DraftClause[] {
  const seen = new Set<string>();
  return clauses
    .slice(0, mostClauses)
    .map(({ section, text, cites }) => ({
      section,
      text: cleanText(text)
        .replace(localIds, '')
        .replace(/\s*\n\s*/g, ' ')
        .trim(),
      cites: [...new Set(cites.map((id) => labels.get(id.trim()) ?? id))],
    }))
    .filter(({ text, section }) => {
      const isNew = !seen.has(`${section} ${text}`);
      seen.add(`${section} ${text}`);
      // What the rules tell it to leave out; the code says it where a part stays empty.
      return isNew && !text.startsWith('来件未涉及');
    });
}

/** Words of the prompt's example that no member said: copied, not read. */
const isCopied = (text: string, sources: readonly SourceText[]) => saysOneOf(exampleWords, text, sources);

/** A member's name that no submission says; single characters are words as well. */
const namesSomebody = (text: string, names: readonly string[], sources: readonly SourceText[]) =>
  saysOneOf(
    names.filter((name) => name.length > 1),
    text,
    sources,
  );

const saysOneOf = (words: readonly string[], text: string, sources: readonly SourceText[]) =>
  words.some((word) => text.includes(word) && !sources.some((source) => source.text.includes(word)));

function outcomesOf(
  sources: readonly SourceText[],
  { duplicates, noRoom }: PackedSources,
  clauses: readonly DraftClause[],
): Map<string, SourceOutcome> {
  const cited = new Set(clauses.flatMap(({ cites }) => cites));
  const outcomeOf = (label: string): SourceOutcome => {
    if (cited.has(label)) return 'cited';
    if (duplicates.has(label)) return 'duplicate';
    return noRoom.has(label) ? 'no_room' : 'not_chosen';
  };
  return new Map(sources.map(({ label }) => [label, outcomeOf(label)]));
}
