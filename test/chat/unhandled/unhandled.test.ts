import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parsePost } from '../../../adapters/web/parse-post.ts';
import { defineCommand } from '../../../src/chat/command.ts';
import type { Feature } from '../../../src/chat/feature.ts';
import { membersFeature } from '../../../src/features/members/index.ts';
import { unhandledFeature } from '../../../src/features/unhandled/index.ts';
import { AppError } from '../../../src/lib/errors.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createStage, type Stage } from '../../support/stage.ts';

/** What the handler of 算 runs into, as long as it is set. */
let fault: Error | null = new AppError('22P02', 'the data are at fault');

const faulty: Feature = {
  name: 'faulty',
  commands: [
    defineCommand({
      name: 'faulty.work',
      words: ['算'],
      alias: 'work',
      who: 'member',
      match: 'prefix',
      args: z.string(),
      help: () => '算',
      usage: () => '算',
      async handle(context, rest) {
        if (fault && !rest.includes('好的')) throw fault;
        await context.reply(`算好了：${rest}`);
      },
    }),
  ],
  questions: [],
  actions: [],
  replies: [],
};

let stage: Stage;
beforeAll(async () => {
  stage = await createStage({
    features: ({ allCommands }) => [
      membersFeature({ allCommands }),
      faulty,
      unhandledFeature({ readUpdate: (_platform, payload) => parsePost(payload) }),
    ],
    log: silentLogger,
  });
  await stage.database.pool.query('UPDATE "Identity" SET "dmConversation" = NULL');
});
afterAll(() => stage.close());

const db = () => stage.database.pool;

/** Says something that fails, and lets the waits between the three tries be over. */
async function fails(key: string, text: string, room = 'main'): Promise<void> {
  const member = stage.member(key);
  await member.says(text, { room });
  for (let n = 0; n < 2; n += 1) {
    await db().query(`UPDATE "InboxMessage" SET "dueAt" = now() WHERE state = 'pending'`);
    await stage.settle();
  }
}

const lastId = async () => {
  const { rows } = await db().query<{ id: string }>('SELECT max(id)::text AS id FROM "InboxMessage"');
  return rows[0]?.id ?? '';
};
const setAside = async () =>
  (await db().query(`SELECT id FROM "InboxMessage" WHERE state = 'set_aside'`)).rowCount ?? 0;

describe('what failed three times', () => {
  it('is kept for a secretary who has opened no private talk, and holds up nobody', async () => {
    await fails('zhang-wei', '算 甲事 这里的话比较长，长到要截短才放得进一行里面，所以后面的字就不再显示出来了');
    expect((await stage.botTexts('main')).at(-1)).toMatch(/没处理成，原话已存好，秘书会看到/);
    (await stage.member('li-fang').says('算 好的')).seesReply(/算好了：好的/);
    (await stage.member('chen-min').says('帮助')).seesReply(/陈敏，有事要私下告诉您/);
    const first = await stage.member('chen-min').whispers('帮助');
    first.seesReply(/张伟有一条消息（2026-11-24 09:00）我试了三次都没处理成/);
    expect(
      first.answers
        .at(-1)
        ?.buttons.flat()
        .map(({ label }) => label),
    ).toEqual(['重试', '不用了']);
  });

  it('is listed to the secretary in private: who, when, the words shortened, why; newest last', async () => {
    fault = new Error('a fault of the program');
    stage.clock.pass(60);
    await fails('li-fang', '算 乙事');
    await fails('zhao-zhiqiang', '算 丙事', 'dm:zhao-zhiqiang');
    const line = await stage.member('chen-min').says('没处理的');
    line.seesReply(/^已私聊发给您。$/);
    const list = (await stage.member('chen-min').private()).at(-1)?.text.split('\n') ?? [];
    expect(list[0]).toBe('有3条消息我试了三次都没处理成，原话都在，不影响别的消息：');
    expect(list[1]).toMatch(/^1\. 张伟（11-24 09:00）：「算 甲事 .{10,40}…」——里面有我存不下的内容（代号 22P02）$/);
    expect(list[2]).toMatch(/^2\. 李芳（11-24 10:00）：「算 乙事」——程序出了故障，请告诉维护的同志（代号 \w+）$/);
    expect(list[3]).toMatch(/^3\. 赵志强（11-24 10:00）：「算 丙事」/);
    expect(list[4]).toBe('回复「重试 1」再试一次，「重试 全部」都再试，「不用了 1」不再处理。');
  });

  it('is nobody else’s business', async () => {
    (await stage.member('li-fang').whispers('搁置')).seesReply(/「搁置」需要秘书来操作/);
    const word = await stage.member('li-fang').presses(`unhandled:retry:${await lastId()}`, 1);
    word.seesSilence();
    expect(await setAside()).toBe(3);
  });

  it('is dropped on the secretary’s word, erased and noted; numbers count along the list shown', async () => {
    const chen = stage.member('chen-min');
    (await chen.whispers('不用了 1')).seesReply(/1条不再处理，原话已清除/);
    (await chen.whispers('不用了 1')).seesReply(/这条已经处理过了/);
    (await chen.whispers('重试 9')).seesReply(/没有这个号/);
    const { rows } = await db().query(
      `SELECT count(*)::int AS n FROM "InboxMessage" WHERE payload::text LIKE '%甲事%'`,
    );
    expect(rows).toEqual([{ n: 0 }]);
    const audit = await db().query(`SELECT action FROM "AuditEvent" WHERE subject LIKE 'inbox:%'`);
    expect(audit.rows).toEqual([{ action: 'inbox.dropped' }]);
  });

  it('is told again when it fails again', async () => {
    const chen = stage.member('chen-min');
    (await chen.whispers('重试 2')).seesReply(/1条已重新处理；再不成会马上告诉您/);
    const before = (await chen.private()).length;
    stage.clock.pass(5);
    for (let n = 0; n < 3; n += 1) {
      await db().query(`UPDATE "InboxMessage" SET "dueAt" = now() WHERE state = 'pending'`);
      await stage.settle();
    }
    expect((await chen.private()).slice(before).map(({ text }) => text)).toEqual([
      expect.stringMatching(/李芳有一条消息/),
    ]);
    expect((await stage.botTexts('main')).filter((text) => /没处理成/.test(text))).toHaveLength(2);
  });

  it('goes through once its cause is gone, by word or by button', async () => {
    const chen = stage.member('chen-min');
    fault = null;
    await chen.whispers('搁置');
    (await chen.whispers('重试 全部')).seesReply(/2条已重新处理/);
    expect(await stage.botTexts('main')).toContain('算好了：乙事');
    expect(await stage.botTexts('dm:zhao-zhiqiang')).toContain('算好了：丙事');
    (await chen.whispers('搁置')).seesReply(/都处理好了/);
    fault = new Error('again');
    await fails('li-fang', '算 丁事');
    fault = null;
    const button = (await chen.private()).at(-1)?.buttons[0]?.[0]?.action ?? '';
    const card = (await chen.private()).at(-1)?.id ?? 0;
    (await chen.presses(button, card, chen.dm)).seesReply(/1条已重新处理/);
    expect(await stage.botTexts('main')).toContain('算好了：丁事');
    (await chen.presses(button, card, chen.dm)).seesReply(/这条已经处理过了/);
    expect(await setAside()).toBe(0);
  });

  it('of another unit is out of reach', async () => {
    fault = new Error('again');
    await fails('li-fang', '算 戊事');
    await db().query(`INSERT INTO "Unit" (key, name) VALUES ('other', '别的支部')`);
    await db().query(
      `UPDATE "Chat" SET "unitId" = (SELECT id FROM "Unit" WHERE key = 'other') WHERE conversation = 'web:main'`,
    );
    (await stage.member('chen-min').whispers('搁置')).seesReply(/没有搁置的消息/);
    await stage
      .member('chen-min')
      .presses(
        `unhandled:drop:${await lastId()}`,
        (await stage.member('chen-min').private()).at(-1)?.id ?? 0,
        'dm:chen-min',
      );
    expect(await setAside()).toBe(1);
  });
});
