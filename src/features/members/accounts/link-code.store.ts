import { createHash } from 'node:crypto';
import type { Tx } from '../../../lib/tx.ts';
import { client } from '../../../storage/index.ts';
import { newCode } from './new-code.ts';

/** Characters of a code: 31^8, nearly a million million. */
const codeLength = 8;
export const linkCodeMinutes = 15;

const hashOf = (code: string) => createHash('sha256').update(`link:${code}`).digest('hex');

/** Makes a code for the member; one made before is void. */
export async function makeLinkCode(tx: Tx, memberId: number, now: Date): Promise<string> {
  const db = client(tx);
  const code = newCode(codeLength);
  const dayAgo = new Date(now.getTime() - 24 * 60 * 60_000);
  await db.linkCode.deleteMany({ where: { expiresAt: { lt: dayAgo } } });
  await db.linkCode.updateMany({ where: { memberId, expiresAt: { gt: now } }, data: { expiresAt: now } });
  const expiresAt = new Date(now.getTime() + linkCodeMinutes * 60_000);
  await db.linkCode.create({ data: { codeHash: hashOf(code), memberId, expiresAt } });
  return code;
}

/** What stands behind a code; expired ones are kept for a day, to say so. */
export interface FoundCode {
  id: number;
  member: { id: number; name: string; unitId: number; leftAt: Date | null };
  expiresAt: Date;
  usedAt: Date | null;
}

export async function findLinkCode(tx: Tx, code: string): Promise<FoundCode | null> {
  return client(tx).linkCode.findUnique({
    where: { codeHash: hashOf(code) },
    select: {
      id: true,
      expiresAt: true,
      usedAt: true,
      member: { select: { id: true, name: true, unitId: true, leftAt: true } },
    },
  });
}

/** @returns false when somebody was quicker */
export async function useLinkCode(tx: Tx, id: number, now: Date): Promise<boolean> {
  const { count } = await client(tx).linkCode.updateMany({ where: { id, usedAt: null }, data: { usedAt: now } });
  return count === 1;
}

/** Who tries a code. */
export interface Guesser {
  platform: string;
  account: string;
  isStranger: boolean;
}

/** Wrong codes within an hour, after which nobody's code is looked at: of one account, and of all strangers on a platform. */
const mostTries = { account: 5, strangers: 20 };

/** Whether this account may try a code. Tries of a platform stand in a queue, so that many at once are counted. */
export async function mayTry(tx: Tx, { platform, account, isStranger }: Guesser, now: Date): Promise<boolean> {
  const db = client(tx);
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`link-try:${platform}`}, 0))`;
  const since = new Date(now.getTime() - 60 * 60_000);
  await db.linkTry.deleteMany({ where: { platform, at: { lt: since } } });
  const own = await db.linkTry.count({ where: { platform, account } });
  if (own >= mostTries.account) return false;
  return !isStranger || (await db.linkTry.count({ where: { platform, isStranger: true } })) < mostTries.strangers;
}

export async function noteWrongTry(tx: Tx, guesser: Guesser, at: Date): Promise<void> {
  await client(tx).linkTry.create({ data: { ...guesser, at } });
}
