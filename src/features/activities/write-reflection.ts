import type { MemberContext } from '../../chat/handling-context.ts';
import { award } from '../points/index.ts';
import { subjectOf } from './activity-subject.ts';
import { keepReflection, lastAttended } from './roll.store.ts';
import { texts } from './texts.ts';

/** A 心得 belongs to the activity attended last, if that is no longer ago than this. */
const withinMs = 30 * 24 * 3_600_000;

/** Keeps what a member learnt; points once per activity. */
export async function writeReflection(context: MemberContext, text: string): Promise<void> {
  const { tx, unit, person, inboxId, zone } = context;
  const t = texts(context.locale);
  const activity = await lastAttended(tx, person.id, new Date(context.now.getTime() - withinMs));
  if (!activity) return void (await context.reply(t('reflection_none', { name: person.name })));
  const { id: activityId, title } = activity;
  await keepReflection(tx, { activityId, memberId: person.id, text, inboxId, at: context.message.at });
  const { awarded, points } = await award(tx, {
    unitId: unit.id,
    memberId: person.id,
    item: 'reflection',
    eventAt: activity.startsAt,
    zone,
    naturalKey: `activity:${activityId}:reflection:${person.id}`,
    reason: t('reason_reflection', { title }),
    inboxId,
  });
  const words = { name: person.name, title };
  const kept = awarded ? t('reflection_kept', words) : t('reflection_again', words);
  const own = awarded && context.message.kind === 'dm' ? t('reflection_points', { points }) : '';
  await context.reply(`${kept}${own}`, { subject: subjectOf(activityId) });
}
