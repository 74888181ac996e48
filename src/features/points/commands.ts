import { z } from 'zod';
import { defineCommand, type Command } from '../../chat/command.ts';
import { presentGiftFault } from './give-points.ts';
import { presentRules } from './points.present.ts';
import { readGift, recogniseGift } from './read-gift.ts';
import { readReversal } from './read-reversal.ts';
import { showBoard, showOwnPoints } from './show-points.ts';
import { texts } from './texts.ts';
import { withMember, type PointsDeps } from './which-member.ts';

/** Those who may book by hand: two roles, so that one can give to the other. */
const bookers = ['secretary', 'leader'] as const;

/** A four-digit year, and a page of at most two digits, in any order; empty = this year, first page. */
const yearAndPage = z
  .string()
  .transform((rest) => rest.normalize('NFKC').trim())
  .pipe(z.string().regex(/^(?:(?:20\d\d\s*年?)?\s*(?:第?\d{1,2}\s*页?)?)$/u))
  .transform((rest) => {
    const year = /^20\d\d/u.exec(rest)?.[0];
    const page = /\d{1,2}(?=\s*页?$)/u.exec(rest.replace(/^20\d\d\s*年?/u, ''))?.[0];
    return { ...(year ? { year: Number(year) } : {}), page: Math.max(1, Number(page ?? 1)) };
  });

const mine = defineCommand({
  name: 'points.mine',
  words: ['我的积分', '积分明细', '查积分', '查分', '积分'],
  alias: 'points',
  showFirst: true,
  who: 'member',
  match: 'whole',
  args: yearAndPage,
  help: (locale) => texts(locale)('mine_help'),
  usage: (locale) => texts(locale)('mine_usage'),
  recognise: (text) => /^(?:我的积分|积分明细)\s*(\d{1,4}\s*年?)$/u.exec(text.normalize('NFKC').trim())?.[1] ?? null,
  handle: showOwnPoints,
});

const board = defineCommand({
  name: 'points.board',
  words: ['积分榜', '积分排行', '积分排名', '排行榜'],
  alias: 'board',
  who: 'member',
  match: 'whole',
  args: yearAndPage,
  help: (locale) => texts(locale)('board_help'),
  usage: (locale) => texts(locale)('board_usage'),
  recognise: (text) => /^积分榜\s*(20\d\d\s*年?)$/u.exec(text.normalize('NFKC').trim())?.[1] ?? null,
  handle: showBoard,
});

const rules = defineCommand({
  name: 'points.rules',
  words: ['积分规则', '积分细则', '积分办法', '怎么得分'],
  alias: 'rules',
  who: 'member',
  match: 'whole',
  args: z.string(),
  help: (locale) => texts(locale)('rules_help'),
  usage: (locale) => texts(locale)('rules_usage'),
  handle: async (context) => void (await context.reply(presentRules(context.locale))),
});

const give = (deps: PointsDeps) =>
  defineCommand({
    name: 'points.give',
    words: ['加分', '给分'],
    alias: 'give',
    who: bookers,
    match: 'prefix',
    args: z.string().min(1),
    help: (locale) => texts(locale)('give_help'),
    usage: (locale) => texts(locale)('give_usage'),
    recognise: recogniseGift,
    async handle(context, rest) {
      const reading = readGift(rest);
      if (!reading.ok) await context.reply(presentGiftFault(reading, context.locale));
      else {
        const { name, points, reason } = reading.gift;
        const { conversation, messageId } = context.message;
        const message = `${conversation}/${messageId}`;
        await withMember(context, name, { do: 'give', points, reason, message }, deps);
      }
    },
  });

const reversal = (deps: PointsDeps) =>
  defineCommand({
    name: 'points.reverse',
    words: ['冲正', '收回积分'],
    alias: 'reverse',
    who: bookers,
    match: 'prefix',
    args: z.string().transform((rest, refusal) => {
      const wish = readReversal(rest);
      if (wish) return wish;
      refusal.addIssue({ code: 'custom', message: 'no name' });
      return z.NEVER;
    }),
    help: (locale) => texts(locale)('reverse_help'),
    usage: (locale) => texts(locale)('reverse_usage'),
    async handle(context, { name, number, reason }) {
      if (context.message.kind === 'group') {
        await context.reply(texts(context.locale)('reverse_private', { name }));
      } else await withMember(context, name, { do: 'reverse', number, reason }, deps);
    },
  });

/** What can be said about points. */
export const pointsCommands = (deps: PointsDeps): readonly Command[] => [
  mine,
  board,
  rules,
  give(deps),
  reversal(deps),
];
