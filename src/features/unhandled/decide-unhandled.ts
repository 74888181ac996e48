import { z } from 'zod';
import { defineQuestion, type Action } from '../../chat/feature.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { dropSetAside, retrySetAside, setAsideOf } from '../../chat/inbox/set-aside.store.ts';
import { mostListed } from './most-listed.ts';
import { readVerdict, type Verdict } from './read-verdict.ts';
import { texts } from './texts.ts';

/** Numbers in an answer count along the list that was shown, whatever has become of the others since. */
const listed = z.object({ ids: z.array(z.string().regex(/^\d+$/).transform(BigInt)) });

export const questionKind = 'unhandled.list';

/** 重试 1, 重试 全部, 不用了 1, after the list was shown. */
export const verdictQuestion = defineQuestion<Verdict>({
  kind: questionKind,
  read: (text) => readVerdict(text),
  async handle(context, question, { what, number }) {
    const { ids } = listed.parse(question.payload);
    const one = number === null ? undefined : ids[number - 1];
    if (number !== null && one === undefined) {
      await context.reply(texts(context.locale)('which'));
      return;
    }
    await context.reply(await decide(context, what, one === undefined ? ids : [one]));
  },
});

/** The buttons below a notice: `unhandled:retry:<inbox id>`. */
export const verdictAction: Action = {
  name: 'unhandled',
  async handle(context, argument) {
    const t = texts(context.locale);
    const [, what, id = ''] = /^(retry|drop):(\d{1,18})$/.exec(argument) ?? [];
    if (context.person.role !== 'secretary' || (what !== 'retry' && what !== 'drop')) return t('gone');
    const answer = await decide(context, what, [BigInt(id)]);
    await context.reply(answer);
    return answer;
  },
};

/** Does it for those of the ids that are still set aside and this unit's. @returns what to say */
async function decide(context: MemberContext, what: Verdict['what'], ids: readonly bigint[]): Promise<string> {
  const t = texts(context.locale);
  const { tx, unit } = context;
  const own = new Set((await setAsideOf(tx, unit.id, mostListed)).map(({ id }) => id));
  const change = what === 'retry' ? retrySetAside : dropSetAside;
  const changed = await change(
    tx,
    ids.filter((id) => own.has(id)),
  );
  for (const id of changed) await context.audit(what === 'retry' ? 'inbox.retried' : 'inbox.dropped', `inbox:${id}`);
  if (changed.length === 0) return t('gone');
  return t(what === 'retry' ? 'retried' : 'dropped', { count: changed.length });
}
