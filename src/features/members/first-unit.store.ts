import { setTimeout as wait } from 'node:timers/promises';
import { conversationId } from '../../chat/conversation-id.ts';
import type { RoleName } from '../../chat/directory.ts';
import type { Tx } from '../../lib/tx.ts';
import { client, type Database } from '../../storage/index.ts';
import { newCode } from './accounts/new-code.ts';

/** What the first start found or made. */
export interface FirstStart {
  /** Code that makes its speaker the first secretary; null when no unit waits for one. */
  claimCode: string | null;
}

interface SamplePerson {
  key: string;
  name: string;
  role?: RoleName;
  standing?: 'candidate';
}

const sampleUnit = 'demo';
const sampleRoom = 'main';
const samplePeople: readonly SamplePerson[] = [
  { key: 'chen-min', name: '陈敏', role: 'secretary' },
  { key: 'zhou-jianguo', name: '周建国', role: 'leader' },
  { key: 'zhang-wei', name: '张伟' },
  { key: 'li-fang', name: '李芳' },
  { key: 'wang-haitao', name: '王海涛' },
  { key: 'liu-xiaoyan', name: '刘晓燕' },
  { key: 'zhao-zhiqiang', name: '赵志强' },
  { key: 'sun-lihua', name: '孙丽华' },
  { key: 'wu-tong', name: '吴桐', standing: 'candidate' },
];

const claimCodeLength = 10;

interface FoundUnit {
  key: string;
  claimCode: string | null;
}

/** What an earlier start made, by one statement without a transaction; null = something is still to be made. */
export async function findFirstUnit(pool: Database['pool'], hasPlatform: boolean): Promise<FirstStart | null> {
  const { rows } = await pool.query<FoundUnit>('SELECT key, "claimCode" FROM "Unit" ORDER BY id');
  return firstOf(rows, hasPlatform);
}

function firstOf(units: readonly FoundUnit[], hasPlatform: boolean): FirstStart | null {
  if (!hasPlatform) return units.length > 0 ? { claimCode: null } : null;
  const own = units.filter((unit) => unit.key !== sampleUnit);
  return own.length > 0 ? { claimCode: own.find((unit) => unit.claimCode !== null)?.claimCode ?? null } : null;
}

/**
 * Makes what a first start needs: without a platform the sample unit with its group room in the browser; with one, a
 * unit that waits for its first secretary. Does nothing when it is there already.
 */
export async function ensureFirstUnit(tx: Tx, hasPlatform: boolean): Promise<FirstStart> {
  const db = client(tx);
  const look = async () => firstOf(await db.unit.findMany({ orderBy: { id: 'asc' } }), hasPlatform);
  for (;;) {
    const there = await look();
    if (there) return there;
    // Many processes may start at once. Whoever is slower looks again instead of standing in a queue that a statement
    // time-out would end.
    const [lock] = await db.$queryRaw<{ free: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(hashtextextended('first-unit', 0)) AS free`;
    if (lock?.free) break;
    await wait(50);
  }
  return (await look()) ?? makeFirstUnit(tx, hasPlatform);
}

async function makeFirstUnit(tx: Tx, hasPlatform: boolean): Promise<FirstStart> {
  if (!hasPlatform) {
    await makeSampleUnit(tx);
    return { claimCode: null };
  }
  const claimCode = newCode(claimCodeLength);
  await client(tx).unit.create({ data: { key: 'own', name: '', claimCode } });
  return { claimCode };
}

async function makeSampleUnit(tx: Tx): Promise<void> {
  const db = client(tx);
  const web = (chat: string) => conversationId({ platform: 'web', chat });
  const unit = await db.unit.create({ data: { key: sampleUnit, name: '示范支部' } });
  await db.chat.create({
    data: { conversation: web(sampleRoom), platform: 'web', kind: 'group', title: '示范支部会员群', unitId: unit.id },
  });
  for (const { key, name, role = 'member', standing = 'full' } of samplePeople) {
    await db.member.create({
      data: {
        unitId: unit.id,
        key,
        name,
        role,
        standing,
        identities: {
          create: { platform: 'web', externalId: key, displayName: name, dmConversation: web(`dm:${key}`) },
        },
      },
    });
  }
}
