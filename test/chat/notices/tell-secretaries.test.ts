import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tellSecretaries } from '../../../src/chat/notices/tell-secretaries.ts';
import { membersFeature } from '../../../src/features/members/index.ts';
import { createStage, type Stage } from '../../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ features: ({ allCommands }) => [membersFeature({ allCommands })] });
  await stage.database.pool.query('UPDATE "Identity" SET "dmConversation" = NULL');
});
afterAll(() => stage.close());

const tell = async (naturalKey: string, body = `关于${naturalKey}`) => {
  const told = await stage.transact((tx) => tellSecretaries(tx, stage.directory, { unitId: 1, body, naturalKey }));
  await stage.settle();
  return told;
};
const untold = async () =>
  (await stage.database.pool.query('SELECT 1 FROM "Notice" WHERE "toldAt" IS NULL')).rowCount ?? 0;

describe('what the secretary has to know', () => {
  it('is kept while no private talk is open, and nothing of it is said in the group', async () => {
    expect(await tell('事一')).toBe(0);
    expect(await tell('事一', '换了说法也是同一件事')).toBe(0);
    expect(await untold()).toBe(1);
    expect(await stage.botTexts('main')).toEqual([]);
  });

  it('is hinted at in the group at most once a day, to the secretary only', async () => {
    expect((await stage.member('zhang-wei').says('帮助')).text).not.toMatch(/私下告诉/);
    expect((await stage.member('chen-min').says('帮助')).text).toMatch(/陈敏，有事要私下告诉您，请点开和我的私聊/);
    await tell('事二');
    stage.clock.pass(23 * 60);
    expect((await stage.member('chen-min').says('帮助')).text).not.toMatch(/私下告诉/);
    stage.clock.pass(61);
    expect((await stage.member('chen-min').says('帮助')).text).toMatch(/私下告诉/);
    expect((await stage.member('chen-min').says('今天天气真好')).text).toBe('');
  });

  it('is handed over at the first private contact, in order and once', async () => {
    const chen = stage.member('chen-min');
    expect((await chen.whispers('帮助')).answers.map(({ text }) => text).slice(1)).toEqual(['关于事一', '关于事二']);
    expect(await untold()).toBe(0);
    expect((await chen.whispers('帮助')).answers).toHaveLength(1);
    const { rows } = await stage.database.pool.query('SELECT DISTINCT body FROM "Notice"');
    expect(rows).toEqual([{ body: { text: '' } }]);
  });

  it('is told at once from then on, and once however often it is asked for', async () => {
    expect(await tell('事三')).toBe(1);
    expect(await tell('事三')).toBe(0);
    expect((await stage.member('chen-min').private()).filter(({ text }) => text === '关于事三')).toHaveLength(1);
  });

  it('goes to whoever is secretary when the former one never opened a talk', async () => {
    const { pool } = stage.database;
    await pool.query('UPDATE "Identity" SET "dmConversation" = NULL');
    await tell('事四');
    await pool.query(`UPDATE "Member" SET role = 'member' WHERE key = 'chen-min'`);
    await tell('无秘书');
    expect((await stage.member('chen-min').whispers('帮助')).text).not.toMatch(/关于/);
    await pool.query(`UPDATE "Member" SET role = 'secretary' WHERE key = 'li-fang'`);
    expect((await stage.member('li-fang').whispers('帮助')).answers.map(({ text }) => text).slice(1)).toEqual([
      '关于事四',
      '关于无秘书',
    ]);
  });

  it('comes five at a time', async () => {
    await stage.database.pool.query('UPDATE "Identity" SET "dmConversation" = NULL');
    for (let n = 1; n <= 7; n += 1) await tell(`多${n}`);
    const li = stage.member('li-fang');
    const first = (await li.whispers('帮助')).answers.map(({ text }) => text);
    expect(first.slice(1)).toEqual(
      [1, 2, 3, 4, 5].map((n) => `关于多${n}`).concat('还有几条，请再发一句话（例如「帮助」），我接着告诉您。'),
    );
    expect((await li.whispers('帮助')).answers.map(({ text }) => text).slice(1)).toEqual(['关于多6', '关于多7']);
  });
});
