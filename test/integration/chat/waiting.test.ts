import { afterEach, beforeEach, expect, it } from 'vitest';
import { commandOf, createCore, dmOf, findText, main, type Core } from './core-stage.ts';

let core: Core;
beforeEach(async () => {
  core = await createCore({
    commands: [
      commandOf('记下', 'note', async (context, rest) => {
        await context.reply(`好：${rest}`);
      }),
    ],
  });
});
afterEach(() => core.close());

/** `count` lines of an account that nobody knows. */
async function saysMuch(count: number): Promise<string[]> {
  const answers: string[] = [];
  for (let n = 1; n <= count; n += 1) answers.push(...(await core.says('new-one', `记下 金丝雀${n}`)));
  return answers;
}

const count = async (states: readonly string[]) => {
  const all = await core.states();
  return all.filter((state) => states.includes(state)).length;
};

it('keeps at most 20 lines of an account that nobody knows, and says so of the others', async () => {
  const answers = await saysMuch(23);
  expect(answers.slice(0, 20).every((text) => text.includes('先替您存着'))).toBe(true);
  expect(answers.slice(20)).toEqual(Array.from({ length: 3 }, () => expect.stringContaining('这句没有存')));
  expect(await count(['waiting'])).toBe(20);
  expect(await findText(core.database, '金丝雀20')).toEqual(['InboxMessage.payload']);
  expect(await findText(core.database, '金丝雀21')).toEqual([]);
});

it('handles them in order once the secretary has agreed, before what is said later', async () => {
  await saysMuch(20);
  await core.says('new-one', '我是 张三');
  await core.put('chen-min', '同意 张三', { room: dmOf('chen-min') });
  await core.handleAll();
  await core.put('new-one', '记下 后来的');
  await core.handleAll();
  const answers = await core.answers();
  const done = answers.filter(({ text, conversation }) => text.startsWith('好：') && conversation === main);
  expect(done.map(({ text }) => text)).toEqual([
    ...Array.from({ length: 20 }, (_, index) => `好：金丝雀${index + 1}`),
    '好：后来的',
  ]);
  expect(done.slice(0, 2).map(({ quotes }) => quotes)).toEqual(['m1', 'm2']);
  expect(await count(['waiting', 'pending'])).toBe(0);
});

it('erases them once the secretary has refused', async () => {
  await saysMuch(22);
  await core.says('new-one', '我是 张三');
  await core.says('chen-min', '拒绝 张三', { room: dmOf('chen-min') });
  expect(await findText(core.database, '金丝雀')).toEqual([]);
  expect(await count(['waiting', 'pending'])).toBe(0);
  expect((await core.answers()).filter(({ text }) => text.startsWith('好：'))).toEqual([]);
});

it('keeps nothing of what such an account says to others', async () => {
  await core.put('new-one', '今晚看金丝雀');
  await core.handleAll();
  expect(await findText(core.database, 'new-one')).toEqual([]);
  expect(await core.states()).toEqual(['ignored']);
});
