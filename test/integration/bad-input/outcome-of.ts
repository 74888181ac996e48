import { expect } from 'vitest';
import type { Database } from '../../../src/storage/index.ts';
import type { BadInput } from './catalogue.ts';
import { expectPlain, piecesOf, type RecordedLog } from './recorded-log.ts';

/** How many rows a bad input adds, by what they are; what is not named adds none. `text` = the newest submission's words. */
export interface Stored {
  submissions?: number;
  supplements?: number;
  points?: number;
  activities?: number;
  rollEntries?: number;
  files?: number;
  drafts?: number;
  members?: number;
  joinRequests?: number;
  /** Kept until the account is known. */
  waiting?: number;
  text?: string;
}

type Counts = Record<Exclude<keyof Stored, 'text'>, number>;

/** What was said, in all its words, and what the bot answered to the last of it. */
export interface Heard {
  words: string;
  answers: readonly string[];
}

/** A conversation over a real database in which bad inputs are said. */
export interface BadInputDoor {
  database: Pick<Database, 'pool'>;
  log: RecordedLog;
}

async function countRows({ database }: BadInputDoor): Promise<Counts> {
  const { rows } = await database.pool.query<Counts>(`SELECT
    (SELECT count(*)::int FROM "Submission") AS submissions,
    (SELECT count(*)::int FROM "SubmissionEvent" WHERE kind = 'supplemented') AS supplements,
    (SELECT count(*)::int FROM "PointEntry" WHERE item = 'manual') AS points,
    (SELECT count(*)::int FROM "Activity") AS activities,
    (SELECT count(*)::int FROM "RollEntry") AS "rollEntries",
    (SELECT count(*)::int FROM "Attachment") AS files,
    (SELECT count(*)::int FROM "Draft") AS drafts,
    (SELECT count(*)::int FROM "Member") AS members,
    (SELECT count(*)::int FROM "JoinRequest") AS "joinRequests",
    (SELECT count(*)::int FROM "InboxMessage" WHERE state = 'waiting') AS waiting`);
  const [counts] = rows;
  if (!counts) throw new Error('nothing was counted');
  return counts;
}

const added = (before: Counts, after: Counts) =>
  Object.fromEntries(
    Object.entries(after)
      .map(([name, count]) => [name, count - (new Map(Object.entries(before)).get(name) ?? 0)] as const)
      .filter(([, count]) => count !== 0),
  );

/** Nothing waits to be handled, nothing was set aside, and the words of what was no matter for the bot are gone. */
async function expectSettled({ database }: BadInputDoor): Promise<void> {
  const { rows } = await database.pool.query(
    `SELECT id, state, error FROM "InboxMessage" WHERE state IN ('pending', 'set_aside')
      OR (state = 'ignored' AND payload IS NOT NULL)`,
  );
  expect(rows).toEqual([]);
}

/**
 * Says one bad input and tells what came of it, in the form of what the table expects. Whatever it was: nothing was
 * logged as a failure, nothing that was said stands in the log, nothing is stuck, and people can read the answers.
 */
export async function outcomeOf(
  { expect: expected }: Pick<BadInput<unknown, Stored>, 'expect'>,
  door: BadInputDoor,
  say: () => Promise<Heard>,
): Promise<{ status: string; stored: Stored; reply: RegExp | string | null }> {
  const before = await countRows(door);
  const { words, answers } = await say();
  expect(door.log.lines.filter((line) => line.startsWith('error'))).toEqual([]);
  door.log.holdsNone(piecesOf(words));
  await expectSettled(door);
  for (const answer of answers) expectPlain(answer, words);
  const said = answers.join('\n');
  const text = expected.stored.text === undefined ? {} : { text: await newestText(door) };
  return {
    status: answers.length > 0 ? 'answered' : 'silent',
    stored: { ...added(before, await countRows(door)), ...text },
    reply: expected.reply?.test(said) ? expected.reply : said || null,
  };
}

async function newestText({ database }: BadInputDoor): Promise<string> {
  const { rows } = await database.pool.query<{ text: string }>(
    'SELECT text FROM "Submission" ORDER BY id DESC LIMIT 1',
  );
  return rows[0]?.text ?? '';
}
