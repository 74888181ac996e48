import type { MemberContext } from '../../chat/handling-context.ts';
import { withTitle } from '../../chat/with-title.ts';
import { maySeeReasons } from './activity.policy.ts';
import { detailsOf, presentActivities } from './activity.present.ts';
import { findActivity, openActivities, type StoredActivity } from './activity.store.ts';
import { namedIn, quotedActivity } from './choose-activity.ts';
import { subjectOf } from './activity-subject.ts';
import { presentPrivateRoll, presentRoll } from './roll.present.ts';
import { readRoll } from './roll.store.ts';
import { texts } from './texts.ts';

/** The quoted activity, whatever its state, else the next one that is open. */
async function chosen(context: MemberContext): Promise<{ activity: StoredActivity | null; others: number }> {
  const quoted = quotedActivity(context);
  if (quoted !== null) return { activity: await findActivity(context.tx, context.unit.id, quoted), others: 0 };
  const open = await openActivities(context.tx, context.unit.id, context.now);
  const [activity] = namedIn(context.message.text, open, { now: context.message.at, zone: context.zone });
  return { activity: activity ?? null, others: Math.max(0, open.length - 1) };
}

/** 名单: names of those who come. The secretary gets reasons and missing answers too, in private only. */
export async function showRoll(context: MemberContext): Promise<void> {
  const { activity, others } = await chosen(context);
  if (!activity || activity.state === 'draft') {
    return void (await context.reply(texts(context.locale)('list_none')));
  }
  const roll = await readRoll(context.tx, context.unit.id, activity.id);
  const subject = subjectOf(activity.id);
  const open = presentRoll(activity, roll, context, others);
  if (!maySeeReasons(context.person)) return void (await context.reply(withTitle(open), { subject }));
  const closed = presentPrivateRoll(activity, roll, context);
  if (context.message.kind === 'dm') return void (await context.reply(withTitle(`${open}\n\n${closed}`), { subject }));
  await context.reply(withTitle(open), { subject });
  const { tx, person, message } = context;
  const talk = await context.directory.privateConversation(tx, person.id, message.platform);
  if (talk) await context.messenger.send(tx, talk, withTitle(closed), { subject });
}

/** 活动: what is open. */
export async function listActivities(context: MemberContext): Promise<void> {
  const open = await openActivities(context.tx, context.unit.id, context.now);
  const [only] = open;
  const subject = only && open.length === 1 ? { subject: subjectOf(only.id) } : {};
  await context.reply(withTitle(presentActivities(open, context)), subject);
}

/** When and where, to somebody who quotes an activity and asks. */
export async function showDetails(context: MemberContext, activity: StoredActivity): Promise<void> {
  const t = texts(context.locale);
  const text = t('detail_answer', { title: activity.title, details: detailsOf(activity, context) });
  await context.reply(withTitle(text), { subject: subjectOf(activity.id) });
}
