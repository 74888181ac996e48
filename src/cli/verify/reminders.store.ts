import { breach, type Finding, type Source } from './finding.ts';

/** Seconds after which a due step is late: the tick comes each few seconds, an outage is caught up within minutes. */
const lateSeconds = 300;

/** I3: a step that was done has one message, one that was missed has none, and no due one is passed over. */
export async function checkReminders(db: Source): Promise<Finding[]> {
  const { rows } = await db.query<{ id: number; kind: string; state: string; messages: number; late: boolean }>(
    `SELECT s.id, s.kind::text, s.state::text, s.state = 'due' AND s."dueAt" < now() - make_interval(secs => $1) AS late,
       (SELECT count(*)::int FROM "OutboxMessage" o
        WHERE o."naturalKey" = 'activity:' || s."activityId" || ':' || s.kind || ':' || s.conversation) AS messages
     FROM "ReminderStep" s`,
    [lateSeconds],
  );
  return rows.flatMap(({ id, kind, state, messages, late }) => {
    const step = `reminder step ${id} (${kind})`;
    if (late) return [breach('I3', `${step} has been due for more than ${lateSeconds} s`)];
    if (state === 'done' && kind !== 'summary' && messages !== 1) {
      return [breach('I3', `${step} is done and has ${messages} messages`)];
    }
    return state !== 'done' && messages > 0 ? [breach('I3', `${step} is ${state} and has ${messages} messages`)] : [];
  });
}
