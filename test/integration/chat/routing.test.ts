import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { defineQuestion, type ReplyTaker } from '../../../src/chat/feature.ts';
import { openQuestion } from '../../../src/chat/question.store.ts';
import { commandOf, createCore, dmOf, main, type Core } from './core-stage.ts';

/** Answers any text that ends in 吧, and says which question it was. */
const question = defineQuestion<string>({
  kind: 'probe.any',
  read: (text) => (text.endsWith('吧') ? text : null),
  async handle(context, { subject, quoted }, answer) {
    await context.reply(`${subject}${quoted ? '引用' : ''}：${answer}`);
  },
});

const taker: ReplyTaker = {
  type: 'thing',
  async take(context, id, text) {
    if (text.startsWith('不是')) return false;
    await context.reply(`回复thing:${id}：${text}`);
    return true;
  },
  find: async (_context, messageId) => (messageId === 'own' ? 9 : null),
};

let core: Core;
beforeAll(async () => {
  core = await createCore({
    questions: [question],
    replies: [taker],
    commands: [
      commandOf('记下', 'note', async (context, rest) => {
        await context.reply(`好：${rest}`);
      }),
      {
        ...commandOf('告诉', 'tell', async (context, rest) => {
          await context.reply(`告诉：${rest}`);
        }),
        recognise: (text) => (/^请记住.+吧$/.test(text) ? text : null),
      },
    ],
  });
});
afterAll(() => core.close());
beforeEach(() => core.database.prisma.question.deleteMany());

const ask = (subject: string, memberKey: string | null, conversation = main) =>
  core.deps.transact(async (tx) => {
    const member = memberKey && (await core.database.prisma.member.findUniqueOrThrow({ where: { key: memberKey } }));
    const memberId = member ? member.id : null;
    const now = core.deps.clock.now();
    await openQuestion(tx, { conversation, memberId, kind: 'probe.any', subject, now, expiresAt: null });
  });

it('asks the speaker’s own question before one that is open to everybody, even when that is newer', async () => {
  await ask('a:1', 'zhang-wei');
  await ask('b:2', null);
  expect(await core.says('zhang-wei', '好吧')).toEqual(['a:1：好吧']);
  expect(await core.says('li-fang', '好吧')).toEqual(['b:2：好吧']);
});

it('prefers the question whose message is quoted, then the newest', async () => {
  await core.told(main, { text: '一' }, 'a:1', 'shown-1');
  await ask('a:1', null);
  await ask('b:2', null);
  expect(await core.says('li-fang', '好吧', { replyTo: 'shown-1' })).toEqual(['a:1引用：好吧']);
  expect(await core.says('li-fang', '好吧')).toEqual(['b:2：好吧']);
});

it('hears in private what is open to everybody in the group', async () => {
  await ask('b:2', null);
  expect(await core.says('li-fang', '好吧', { room: dmOf('li-fang') })).toEqual(['b:2：好吧']);
});

it('gives a quoted subject to its taker, before natural sentences and questions to everybody', async () => {
  await core.told(main, { text: '物' }, 'thing:7', 'shown-7');
  await ask('b:2', null);
  expect(await core.says('li-fang', '请记住这个吧', { replyTo: 'shown-7' })).toEqual(['回复thing:7：请记住这个吧']);
  expect(await core.says('li-fang', '不是这个吧', { replyTo: 'shown-7' })).toEqual(['b:2：不是这个吧']);
  expect(await core.says('li-fang', '请记住这个吧')).toEqual(['告诉：请记住这个吧']);
});

it('finds the subject behind a person’s own quoted message, and behind an edited one', async () => {
  expect(await core.says('li-fang', '再加一句', { replyTo: 'own' })).toEqual(['回复thing:9：再加一句']);
  expect(await core.says('li-fang', '改成这样', { id: 'own', version: 1 })).toEqual(['回复thing:9：改成这样']);
  expect(await core.says('li-fang', '改成那样', { id: 'another', version: 1 })).toEqual([]);
});

it('a plain command goes before any question', async () => {
  await ask('a:1', 'zhang-wei');
  expect(await core.says('zhang-wei', '记下 走吧')).toEqual(['好：走吧']);
});

it('wants a command said plainly among people, and loosely when it is addressed', async () => {
  expect(await core.says('zhang-wei', '记下来再说')).toEqual([]);
  expect(await core.says('zhang-wei', '记下：来再说')).toEqual(['好：来再说']);
  expect(await core.says('zhang-wei', '【记下】来再说')).toEqual(['好：来再说']);
  expect(await core.says('zhang-wei', '记下来再说', { mention: true })).toEqual(['好：来再说']);
  expect(await core.says('zhang-wei', '记下来再说', { room: dmOf('zhang-wei') })).toEqual(['好：来再说']);
  expect(await core.says('zhang-wei', '/note 来再说')).toEqual(['好：来再说']);
});

it('suggests once, one word, and only when it is addressed', async () => {
  expect(await core.says('zhang-wei', '计下')).toEqual([]);
  expect(await core.says('zhang-wei', '计下', { mention: true })).toEqual(['您是不是想说「记下」？']);
  expect(await core.says('zhang-wei', '今天的天气怎么样', { mention: true })).toHaveLength(1);
  expect(await core.says('zhang-wei', '', { mention: true })).toEqual([expect.stringContaining('没有文字')]);
});

it('is silent among people, whatever they quote of each other', async () => {
  expect(await core.says('zhang-wei', '今天天气不错')).toEqual([]);
  expect(await core.says('zhang-wei', '同意', { replyTo: 'm1' })).toEqual([]);
  expect(await core.says('zhang-wei', '', {})).toEqual([]);
  expect((await core.states()).slice(-3)).toEqual(['ignored', 'ignored', 'ignored']);
});

it('an answer to a question that is over is not heard', async () => {
  await ask('b:2', null);
  await core.database.pool.query(`UPDATE "Question" SET "expiresAt" = '2026-11-24T00:59:59Z'`);
  expect(await core.says('li-fang', '好吧')).toEqual([]);
});

it('a button that means nothing any more is answered to its presser alone', async () => {
  const words: string[] = [];
  core.adapter.answerAction = async (_id, text) => void words.push(text);
  expect(await core.says('li-fang', '', { action: 'nothing:1' })).toEqual([]);
  expect(await core.says('a-stranger', '', { action: 'nothing:1' })).toEqual([]);
  expect(words).toEqual(['这个按钮已经过期了。', '这个按钮已经过期了。']);
});
