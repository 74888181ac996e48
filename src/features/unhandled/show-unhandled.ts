import { withoutTopic } from '../../chat/conversation-id.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import type { InboundMessage } from '../../chat/message.ts';
import { openQuestion } from '../../chat/question.store.ts';
import { setAsideOf, type SetAsideRow } from '../../chat/inbox/set-aside.store.ts';
import { shorten } from '../../lib/text.ts';
import { wallTime } from '../../lib/zoned-time.ts';
import { questionKind } from './decide-unhandled.ts';
import { mostListed, mostShown } from './most-listed.ts';
import { texts } from './texts.ts';

/** Reads a stored update as its platform does; null when this process does not know the platform, or it is no message. */
export type ReadUpdate = (platform: string, payload: unknown) => InboundMessage | null;

/** For this long an answer counts along the list that was shown. */
const answerMinutes = 24 * 60;

const longestWords = 40;

/** Lists to the secretary, in private, what failed three times. */
export async function showUnhandled(context: MemberContext, read: ReadUpdate): Promise<void> {
  const { tx, unit, person, message, now } = context;
  const t = texts(context.locale);
  const rows = await setAsideOf(tx, unit.id, mostListed);
  if (rows.length === 0) {
    await context.reply(t('none'));
    return;
  }
  const shown = rows.slice(0, mostShown);
  const lines = [t('title', { count: rows.length })];
  for (const [index, row] of shown.entries()) lines.push(await lineOf(context, read, row, index + 1));
  if (rows.length > shown.length) lines.push(t('more', { count: shown.length }));
  await context.replyPrivately([...lines, t('next')].join('\n'));
  const talk =
    message.kind === 'dm'
      ? message.conversation
      : await context.directory.privateConversation(tx, person.id, message.platform);
  if (!talk) return;
  await openQuestion(tx, {
    conversation: withoutTopic(talk),
    memberId: person.id,
    kind: questionKind,
    subject: `unhandled:${unit.id}`,
    payload: { ids: rows.map(({ id }) => String(id)) },
    now,
    expiresAt: new Date(now.getTime() + answerMinutes * 60_000),
  });
}

async function lineOf(context: MemberContext, read: ReadUpdate, row: SetAsideRow, number: number): Promise<string> {
  const t = texts(context.locale);
  const message = read(row.platform, row.payload);
  const who = message && (await context.directory.identify(context.tx, message));
  const at = wallTime(message?.at ?? row.receivedAt, context.zone);
  return t('line', {
    number,
    name: who?.person?.name ?? message?.sender?.name ?? t('name.nobody'),
    at: `${at.month}-${at.day} ${at.toPlainTime().toString({ smallestUnit: 'minute' })}`,
    words: wordsOf(context, message),
    why: t(reasonFor(row.error ?? '')),
    code: row.error ?? '?',
  });
}

function wordsOf({ locale }: MemberContext, message: InboundMessage | null): string {
  const t = texts(locale);
  if (!message) return t('words.elsewhere');
  if (message.event === 'action') return t('words.button');
  const words = message.text.replace(/\s+/gu, ' ').trim();
  return words === '' ? t('words.file') : shorten(words, longestWords);
}

/** SQLSTATE 22 and 23: the data are at fault; see inbox.store.ts for what counts. */
function reasonFor(code: string): 'why.content' | 'why.away' | 'why.program' {
  if (/^(?:22|23|54)\w{3}$|^P2/.test(code)) return 'why.content';
  return code === 'adapter.missing' ? 'why.away' : 'why.program';
}
