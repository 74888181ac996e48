import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatAdapter } from '../../../src/chat/chat-adapter.ts';
import { conversationId } from '../../../src/chat/conversation-id.ts';
import { createContext } from '../../../src/chat/create-context.ts';
import type { Wakeup } from '../../../src/chat/inbox/handle-deps.ts';
import type { InboundMessage } from '../../../src/chat/message.ts';
import { messenger } from '../../../src/chat/outbox/messenger.ts';
import { routeMessage } from '../../../src/chat/route-message.ts';
import { directory, findMembersByName, membersFeature } from '../../../src/features/members/index.ts';
import { pointsFeature } from '../../../src/features/points/index.ts';
import {
  fetchAttachment,
  fetchAttachmentFile,
  requeueAttachments,
  submissionsFeature,
} from '../../../src/features/submissions/index.ts';
import { AppError } from '../../../src/lib/errors.ts';
import { createStage, type Stage } from '../../support/stage.ts';

// Edits and files that stay with the platform: the web room has neither, so these messages come in below the adapters.

let stage: Stage;
let inbox = 1_000n;
let messages = 900_000;

beforeAll(async () => {
  stage = await createStage({
    features: ({ allCommands }) => [
      membersFeature({ allCommands }),
      submissionsFeature(),
      pointsFeature({ findMembersByName }),
    ],
  });
});
afterAll(() => stage.close());

const said = (text: string, more: Partial<InboundMessage> = {}): InboundMessage => ({
  event: 'message',
  platform: 'web',
  conversation: conversationId({ platform: 'web', chat: 'main' }),
  kind: 'group',
  chatTitle: '示范支部',
  messageId: String((messages += 1)),
  editVersion: 0,
  sender: { id: 'zhang-wei', name: '张伟' },
  text,
  mentionsBot: false,
  files: [],
  at: stage.clock.now(),
  ...more,
});

/** @returns what the bot answered, and the jobs that were asked for */
async function hear(message: InboundMessage): Promise<{ answers: string[]; wakeups: Wakeup[] }> {
  const before = (await stage.botTexts('main')).length;
  const wakeups: Wakeup[] = [];
  inbox += 1n;
  await stage.transact(async (tx) => {
    const who = await directory.identify(tx, message);
    const context = createContext({
      tx,
      message,
      inboxId: inbox,
      now: stage.clock.now(),
      zone: stage.zone,
      locale: 'zh-CN',
      who,
      repliedTo: null,
      directory,
      wake: (contract, payload, id) => wakeups.push({ contract, payload, id }),
    });
    const route = await routeMessage(stage.registry, context);
    if (route.kind === 'handle') await route.run();
  });
  await stage.settle();
  return { answers: (await stage.botTexts('main')).slice(before), wakeups };
}

const newest = () =>
  stage.database.prisma.submission.findFirstOrThrow({
    orderBy: { id: 'desc' },
    include: { events: { orderBy: { id: 'asc' } }, attachments: true },
  });

describe('an edited message', () => {
  it('keeps the new wording beside the first', async () => {
    const first = said('社情民意：路灯坏了');
    await hear(first);
    const { answers } = await hear({ ...first, text: '社情民意：三号路的路灯坏了', editVersion: 1 });
    const submission = await newest();
    expect(answers).toEqual([`已记下修改，社-${submission.number}的原文也留着。`]);
    expect(submission).toMatchObject({
      text: '路灯坏了',
      events: [{ kind: 'supplemented', text: '修改为：三号路的路灯坏了' }],
    });
  });

  it('changes nothing when the words are the same or an older version comes late', async () => {
    const first = said('社情民意：窨井冒水');
    await hear(first);
    expect((await hear({ ...first, editVersion: 1 })).answers).toEqual([]);
    const late = said('社情民意：新的说法在先');
    await hear({ ...late, editVersion: 1 });
    const count = await stage.database.prisma.submission.count();
    expect((await hear({ ...late, text: '社情民意：旧的说法在后' })).answers).toEqual([]);
    expect(await stage.database.prisma.submission.count()).toBe(count);
    expect((await newest()).events).toEqual([]);
  });

  it('revises a supplement as well', async () => {
    await hear(said('社情民意：公园没有灯'));
    const { number } = await newest();
    const added = said(`补充 社-${number} 晚上很暗`);
    await hear(added);
    await hear({ ...added, text: `补充 社-${number} 晚上八点以后很暗`, editVersion: 1 });
    expect((await newest()).events.map(({ text }) => text)).toEqual(['晚上很暗', '修改为：晚上八点以后很暗']);
  });

  it('books given points once', async () => {
    const gift = said('加分 李芳 5 主持学习会', { sender: { id: 'chen-min', name: '陈敏' } });
    await hear(gift);
    const { answers } = await hear({ ...gift, text: '加分 李芳 50 主持学习会', editVersion: 1 });
    expect(answers[0]).toMatch(/已经加过了，没有再加/);
    expect(await stage.database.prisma.pointEntry.count({ where: { item: 'manual' } })).toBe(1);
  });

  it('does not bring back what was withdrawn', async () => {
    const first = said('社情民意：写错了的');
    await hear(first);
    await hear(said('撤回'));
    const { answers } = await hear({ ...first, text: '社情民意：写对了的', editVersion: 1 });
    expect(answers[0]).toMatch(/已撤回。要重新报送/);
    expect((await newest()).events.map(({ kind }) => kind)).toEqual(['withdrawn']);
  });
});

describe('a file that the platform still has', () => {
  const photo = { name: '井盖.jpg', type: 'image/jpeg', size: 5, remote: { file_id: 'abc' } };
  let told = 0;

  const handIn = async (text: string, file = photo) => {
    const { wakeups } = await hear(said(`社情民意：${text}`, { files: [file] }));
    const attachment = (await newest()).attachments[0];
    if (!attachment) throw new Error('no attachment was kept');
    expect(wakeups).toEqual([
      { contract: fetchAttachment, payload: { attachmentId: attachment.id }, id: String(attachment.id) },
    ]);
    return attachment;
  };
  const fetchWith = (id: number, fetchFile: NonNullable<ChatAdapter['fetchFile']>) =>
    fetchAttachmentFile(id, {
      transact: stage.transact,
      files: stage.files,
      sources: new Map([['web', { fetchFile }]]),
      messenger,
      directory,
      locale: 'zh-CN',
      committed: () => (told += 1),
    });
  const row = (id: number) => stage.database.prisma.attachment.findUniqueOrThrow({ where: { id } });

  it('is fetched by a job, once', async () => {
    const { id } = await handIn('井盖丢了');
    let fetched = 0;
    const fetchFile: NonNullable<ChatAdapter['fetchFile']> = async (file) => {
      fetched += 1;
      expect(file).toEqual({ file_id: 'abc' });
      return Buffer.from('photo');
    };
    await fetchWith(id, fetchFile);
    await fetchWith(id, fetchFile);
    const { sha256, size } = await row(id);
    expect(await stage.files.read(sha256 ?? '')).toEqual(Buffer.from('photo'));
    expect([fetched, size]).toEqual([1, 5]);
  });

  it.each([
    ['file.too_large', /文件“井盖.jpg”太大.*最大 20 MB/],
    ['file.gone', /文件“井盖.jpg”没能取到/],
  ])('that cannot be had (%s) is told to the author once', async (code, words) => {
    const { id } = await handIn(`取不到的文件 ${code}`);
    const fetchFile = () => Promise.reject(new AppError(code, 'the platform said no'));
    told = 0;
    await fetchWith(id, fetchFile);
    await fetchWith(id, fetchFile);
    await stage.settle();
    const letters = (await stage.member('zhang-wei').private()).filter(({ text }) => words.test(text));
    expect([letters.length, told, (await row(id)).error]).toEqual([1, 1, code]);
  });

  it('is not even asked for when it is said to be too large', async () => {
    const { id } = await handIn('很大的文件', { ...photo, size: 21 * 1024 * 1024 });
    await fetchWith(id, () => Promise.reject(new Error('was asked')));
    expect((await row(id)).error).toBe('file.too_large');
  });

  it('is tried again after a passing failure, and by the sweep', async () => {
    const { id, createdAt } = await handIn('网络不好');
    const failure = new AppError('network', 'no answer', { transient: true });
    await expect(fetchWith(id, () => Promise.reject(failure))).rejects.toBe(failure);
    const queued: unknown[] = [];
    const sweep = (minutes: number) =>
      stage.transact((tx) =>
        requeueAttachments(tx, new Date(createdAt.getTime() + minutes * 60_000), (_contract, payload) =>
          queued.push(payload),
        ),
      );
    expect(await sweep(0.2)).toBe(0);
    expect(await sweep(3)).toBe(1);
    expect(queued).toEqual([{ attachmentId: id }]);
    expect(await sweep(4 * 24 * 60)).toBe(0);
  });
});
