import type { Client } from 'pg';
import { z } from 'zod';
import type { World } from '../world/world.ts';
import { faultsAlways, faultsOf } from '../world/verify-world.ts';
import type { Said } from './what-people-say.ts';

const inboxRow = z.object({ id: z.coerce.number(), platform: z.string(), updateKey: z.string() });
const submissionRow = z.object({ text: z.string(), key: z.string(), state: z.string(), number: z.number() });
const rollRow = z.object({ key: z.string(), state: z.string(), guests: z.number() });
const entryRow = z.object({ key: z.string(), item: z.string(), counted: z.number(), reason: z.string() });

async function rowsOf<S extends z.ZodType>(admin: Client, schema: S, sql: string): Promise<z.output<S>[]> {
  return z.array(schema).parse((await admin.query(sql)).rows);
}

/** Updates that Telegram may still give us are nobody's loss yet. */
const isWaiting = (world: World, { platform, updateKey }: Said) =>
  platform === 'telegram' && world.telegram.waiting.some((update) => String(update.update_id) === updateKey);

/** What must be true at any moment: whatever was acknowledged is there, and nothing is there twice. */
export async function auditNow(world: World, said: readonly Said[]): Promise<string[]> {
  const inbox = await rowsOf(world.admin, inboxRow, 'SELECT id, platform, "updateKey" FROM "InboxMessage"');
  const keys = new Set(inbox.map(({ platform, updateKey }) => `${platform} ${updateKey}`));
  const lost = said.filter(
    (one) => one.updateKey !== null && !isWaiting(world, one) && !keys.has(`${one.platform} ${one.updateKey}`),
  );
  return [
    ...lost.map((one) => `acknowledged and lost: ${one.kind} of ${one.by}`),
    ...(await faultsAlways(world.admin)),
  ];
}

/** Holds the end state against what was said. @returns what is wrong, one line each */
export async function auditEnd(world: World, said: readonly Said[]): Promise<string[]> {
  const { admin, telegram } = world;
  const inbox = await rowsOf(admin, inboxRow, 'SELECT id, platform, "updateKey" FROM "InboxMessage"');
  const order = new Map(inbox.map(({ id, platform, updateKey }) => [`${platform} ${updateKey}`, id]));
  const place = (one: Said) => order.get(`${one.platform} ${one.updateKey}`) ?? 0;
  const inOrder = said.toSorted((one, other) => place(one) - place(other));
  return [
    ...(await auditNow(world, said)),
    ...(await faultsOf(admin, telegram)),
    ...world.surprises,
    ...(await auditSubmissions(admin, said)),
    ...(await auditPoints(admin, said)),
    ...(await auditRoll(admin, inOrder)),
    ...(await auditRest(admin, said)),
  ];
}

/** A thing that was said once is there once; one whose speaker gave up may be there. */
function compare(
  what: string,
  said: readonly { text: string; updateKey: string | null }[],
  found: readonly string[],
): string[] {
  const wrong = said.flatMap(({ text, updateKey }) => {
    const times = found.filter((one) => one === text).length;
    return times === 1 || (times === 0 && updateKey === null) ? [] : [`${what} ${times} times: ${text}`];
  });
  const unsaid = found.filter((text) => !said.some((one) => one.text === text));
  return [...wrong, ...unsaid.map((text) => `${what} that nobody said: ${text}`)];
}

async function auditSubmissions(admin: Client, said: readonly Said[]): Promise<string[]> {
  const rows = await rowsOf(
    admin,
    submissionRow,
    `SELECT s.text, m.key, s.state, s.number FROM "Submission" s JOIN "Member" m ON m.id = s."authorId"`,
  );
  const joined = (await admin.query(`SELECT 1 FROM "JoinRequest" WHERE state = 'agreed'`)).rowCount !== 0;
  const reports = said.filter(({ kind, by }) => kind === 'report' && (by !== 'stranger' || joined));
  const authors = rows.filter(({ text, key }) => {
    const report = said.find((one) => one.kind === 'report' && one.text === text);
    return report && report.by !== 'stranger' && report.by !== key;
  });
  const withdrawn = said.filter(({ kind }) => kind === 'withdraw').map(({ number }) => number);
  const kept = rows.filter(({ state, number }) => (state === 'withdrawn') !== withdrawn.includes(number));
  const events = await rowsOf(
    admin,
    z.object({ text: z.string() }),
    `SELECT text FROM "SubmissionEvent" WHERE kind = 'supplemented'`,
  );
  const edits = said.filter(({ kind }) => kind === 'edit');
  const lostEdits = edits.filter(({ text }) => events.filter((event) => event.text.includes(text)).length !== 1);
  return [
    ...compare(
      'a submission',
      reports,
      rows.map(({ text }) => text),
    ),
    ...authors.map(({ number }) => `submission ${number} has another author`),
    ...kept.map(({ number, state }) => `submission ${number} is ${state}`),
    ...lostEdits.map(({ text }) => `an edit that is not there once: ${text}`),
  ];
}

async function auditPoints(admin: Client, said: readonly Said[]): Promise<string[]> {
  const entries = await rowsOf(
    admin,
    entryRow,
    `SELECT m.key, p.item, p.counted, p.reason FROM "PointEntry" p JOIN "Member" m ON m.id = p."memberId"`,
  );
  const gifts = said.filter(({ kind }) => kind === 'gift');
  const given = entries.filter(({ item }) => item === 'manual');
  const amounts = given.filter(({ reason, counted }) => gifts.find(({ text }) => text === reason)?.amount !== counted);
  const due = await rowsOf(
    admin,
    z.object({ key: z.string(), due: z.number(), sum: z.number(), balance: z.number() }),
    `SELECT m.key, (2 * count(s.id) FILTER (WHERE s.state <> 'withdrawn'))::int
       + (SELECT count(*) * 3 FROM "RollEntry" r WHERE r."memberId" = m.id AND r.state = 'attended')::int
       + (SELECT coalesce(sum(counted), 0) FROM "PointEntry" p WHERE p."memberId" = m.id AND p.item = 'manual')::int AS due,
       (SELECT coalesce(sum(counted), 0) FROM "PointEntry" p WHERE p."memberId" = m.id)::int AS sum,
       (SELECT coalesce(sum(points), 0) FROM "PointBalance" b WHERE b."memberId" = m.id)::int AS balance
     FROM "Member" m LEFT JOIN "Submission" s ON s."authorId" = m.id GROUP BY m.id`,
  );
  return [
    ...compare(
      'a gift',
      gifts,
      given.map(({ reason }) => reason),
    ),
    ...amounts.map(({ reason }) => `another amount was given: ${reason}`),
    ...due
      .filter((row) => row.due !== row.sum || row.sum !== row.balance)
      .map((row) => `points: ${JSON.stringify(row)}`),
  ];
}

/** The last answer that was taken in counts; who has checked in has come. */
async function auditRoll(admin: Client, inOrder: readonly Said[]): Promise<string[]> {
  const expected = new Map<string, string>();
  for (const { kind, by, state, amount } of inOrder) {
    if (kind === 'answer') expected.set(by, `${state} ${amount}`);
    if (kind === 'check_in') expected.set(by, `attended ${expected.get(by)?.split(' ')[1] ?? 0}`);
  }
  const rows = await rowsOf(
    admin,
    rollRow,
    `SELECT m.key, r.state, r.guests FROM "RollEntry" r JOIN "Member" m ON m.id = r."memberId"`,
  );
  const found = new Map(rows.map(({ key, state, guests }) => [key, `${state} ${guests}`]));
  const members = new Set([...expected.keys(), ...found.keys()]);
  return [...members].flatMap((key) =>
    expected.get(key) === found.get(key) ? [] : [`roll of ${key}: ${found.get(key)}, expected ${expected.get(key)}`],
  );
}

const restOfIt: Record<string, string> = {
  'a reminder step left': `SELECT a.number, s.kind FROM "ReminderStep" s JOIN "Activity" a ON a.id = s."activityId" WHERE s.state = 'due'`,
  'a reminder that was done and not said once': `SELECT s.id, s.kind FROM "ReminderStep" s WHERE s.state = 'done' AND s.kind <> 'summary'
    AND (SELECT count(*) FROM "OutboxMessage" o WHERE o."naturalKey" = 'activity:' || s."activityId" || ':' || s.kind || ':' || s.conversation) <> 1`,
  'an activity that never ended': `SELECT id FROM "Activity" WHERE state = 'open'`,
  'a draft that was not delivered once': `SELECT d.id, d.state FROM "Draft" d WHERE d.state <> 'ready'
    OR (SELECT count(*) FROM "OutboxMessage" o WHERE o."naturalKey" = 'draft:' || d.id || ':delivered') <> 1`,
  'a message overtaken by a later one of its conversation': `SELECT a.id, b.id AS later FROM "InboxMessage" a JOIN "InboxMessage" b
    ON b.conversation = a.conversation AND b.id > a.id AND b."handledAt" < a."handledAt"
    WHERE a.state = 'done' AND b.state = 'done' AND a."identityId" IS NULL LIMIT 3`,
};

async function auditRest(admin: Client, said: readonly Said[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const [what, sql] of Object.entries(restOfIt)) {
    const { rows } = await admin.query(sql);
    if (rows.length > 0) wrong.push(`${what}: ${JSON.stringify(rows.slice(0, 3))}`);
  }
  for (const { text } of said.filter(({ kind }) => kind === 'chatter')) {
    const kept = await admin.query(`SELECT id FROM "InboxMessage" WHERE position($1 IN payload::text) > 0`, [text]);
    if (kept.rowCount !== 0) wrong.push(`chatter was kept: ${text}`);
  }
  return wrong;
}
