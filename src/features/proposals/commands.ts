import { z } from 'zod';
import { defineCommand, type Command } from '../../chat/command.ts';
import { requestDraft } from './request-draft.ts';
import { listDrafts, quotedDraft, showDraft, showSources } from './show-drafts.ts';
import { texts } from './texts.ts';

/** Those who turn reports into proposals; a draft quotes members, so it is not for everybody. */
export const drafters = ['secretary', 'leader', 'correspondent'] as const;

/** 3, 第3份, 草案3号 and so on. */
const draftNumber = z
  .string()
  .transform((rest) => rest.normalize('NFKC').trim())
  .pipe(z.string().regex(/^(?:草案)?第?\s*\d{1,6}\s*[号份稿]?$/))
  .transform((rest) => Number(/\d+/.exec(rest)?.[0]));

const nothing = z
  .string()
  .regex(/^\s*(?:列表)?\s*$/)
  .transform(() => null);

/** 请起草关于搅拌站的提案 */
const sentence =
  /^(?:请|麻烦)?(?:你|帮我|帮忙|给我)?(?:起草|写|出|拟)(?:一份|一个|一篇|份|个|篇)?(?:关于|有关|针对)\s*(.{1,60}?)(?:的?问题)?的(?:提案|建议)?(?:初稿|草稿|草案|提案|建议稿)[。！!]?$/u;

const draft = defineCommand({
  name: 'proposals.draft',
  words: ['出稿', '起草提案', '起草'],
  alias: 'draft',
  showFirst: true,
  who: drafters,
  match: 'prefix',
  args: z.string().min(1),
  help: (locale) => texts(locale)('draftHelp'),
  usage: (locale) => texts(locale)('draftUsage'),
  recognise: (text) => sentence.exec(text.trim())?.[1] ?? null,
  handle: requestDraft,
});

const read = defineCommand({
  name: 'proposals.read',
  words: ['草案', '草案列表', '提案列表'],
  alias: 'drafts',
  who: drafters,
  match: 'glued',
  args: z.union([nothing, draftNumber]),
  help: (locale) => texts(locale)('readHelp'),
  usage: (locale) => texts(locale)('readUsage'),
  handle: (context, number) => (number === null ? listDrafts(context) : showDraft(context, number)),
});

const sources = defineCommand({
  name: 'proposals.sources',
  words: ['来源', '草案来源'],
  alias: 'sources',
  who: drafters,
  match: 'glued',
  args: z.union([nothing, draftNumber]),
  help: (locale) => texts(locale)('sourcesHelp'),
  usage: (locale) => texts(locale)('sourcesUsage'),
  async handle(context, said) {
    const number = said ?? (await quotedDraft(context));
    if (number === null) await context.reply(texts(context.locale)('sourcesUsage'));
    else await showSources(context, number);
  },
});

export const proposalCommands: readonly Command[] = [draft, read, sources];
