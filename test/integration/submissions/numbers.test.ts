import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaPg } from '@prisma/adapter-pg';
import { insertSubmission, lockNumbers } from '../../../src/features/submissions/submission.store.ts';
import { findForDraft, submissionRows } from '../../../src/features/submissions/index.ts';
import { asTx, type Database } from '../../../src/storage/index.ts';
import { PrismaClient } from '../../../src/storage/generated/prisma/client.ts';
import { createTestDatabase } from '../../support/database.ts';

let database: Database;
/** With as many connections as there are rivals, so that they do meet. */
let crowd: PrismaClient;
let inbox = 0n;

async function newUnit(key: string) {
  const unit = await database.prisma.unit.create({ data: { key, name: '示范支部' } });
  const author = await database.prisma.member.create({ data: { key: `${key}-author`, name: '张伟', unitId: unit.id } });
  return { unitId: unit.id, authorId: author.id };
}

function handIn(where: { unitId: number; authorId: number }, text: string, failing = false) {
  inbox += 1n;
  const inboxId = inbox;
  return crowd.$transaction(
    async (transaction) => {
      const tx = asTx(transaction);
      await lockNumbers(tx, where.unitId);
      const message = { conversation: 'web:main', messageId: String(inboxId), inboxId };
      const stored = await insertSubmission(tx, { ...where, ...message, kind: 'info', text, at: new Date(0) });
      if (failing) throw new Error('rolled back');
      return stored;
    },
    { timeout: 60_000, maxWait: 60_000 },
  );
}

beforeAll(async () => {
  database = await createTestDatabase();
  crowd = new PrismaClient({ adapter: new PrismaPg({ ...database.connection, max: 40 }) });
});
afterAll(async () => {
  await crowd.$disconnect();
  await database.close();
});

it('numbers without gap or double while some of many at the same time fail', async () => {
  const one = await newUnit('one');
  const two = await newUnit('two');
  const results = await Promise.allSettled(
    Array.from({ length: 40 }, (_, index) => handIn(index % 4 === 0 ? two : one, `事情${index}`, index % 5 === 0)),
  );
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(8);
  for (const { unitId } of [one, two]) {
    const rows = await submissionRows(database.prisma, unitId);
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => `社-${index + 1}`));
  }
});

describe('finding material for a draft', () => {
  let place: { unitId: number; authorId: number };
  const find = (...words: string[]) =>
    crowd.$transaction((transaction) => findForDraft(asTx(transaction), { unitId: place.unitId, words }));
  const labels = async (...words: string[]) => (await find(...words)).map(({ label }) => label);

  beforeAll(async () => {
    place = await newUnit('draft');
    await handIn(place, '小区旁的搅拌站噪音大');
    await handIn(place, '搅拌站运料车扬尘');
    const third = await handIn(place, 'ＷｉＦｉ信号差，打折 100% 的_优惠\\');
    const gone = await handIn(place, '搅拌站，写错了');
    await database.prisma.submission.update({ where: { id: gone.id }, data: { state: 'withdrawn' } });
    await database.prisma.submissionEvent.create({
      data: {
        submissionId: third.id,
        kind: 'supplemented',
        text: '夜间也有噪音',
        actorId: place.authorId,
        inboxId: 1n,
        messageId: '1',
        at: new Date(0),
      },
    });
  });

  it('gives the standing ones with all words, newest first', async () => {
    expect(await labels('搅拌站')).toEqual(['社-2', '社-1']);
    expect(await labels('搅拌站', '噪音')).toEqual(['社-1']);
  });

  it('gives those with any word when none has all', async () => {
    expect(await labels('扬尘', '噪音')).toEqual(['社-3', '社-2', '社-1']);
  });

  it('looks through width, case and supplements', async () => {
    expect(await labels('wifi')).toEqual(['社-3']);
    expect((await find('夜间'))[0]).toMatchObject({
      authorName: '张伟',
      unitName: '示范支部',
      text: 'ＷｉＦｉ信号差，打折 100% 的_优惠\\\n夜间也有噪音',
    });
  });

  it('takes signs as they stand', async () => {
    expect(await labels('100%')).toEqual(['社-3']);
    expect(await labels('的_优')).toEqual(['社-3']);
    expect(await labels('优惠\\')).toEqual(['社-3']);
    expect(await labels('1%0')).toEqual([]);
    expect(await labels('搅_站')).toEqual([]);
    expect(await labels("'; DROP TABLE")).toEqual([]);
  });

  it('finds nothing for no words', async () => {
    expect(await labels()).toEqual([]);
    expect(await labels(' ', '')).toEqual([]);
  });
});
