import { afterEach, beforeEach, expect, test } from 'vitest';
import { asConversationId } from '../../../src/chat/conversation-id.ts';
import { createContext } from '../../../src/chat/create-context.ts';
import { isMemberContext } from '../../../src/chat/handling-context.ts';
import type { InboundMessage, RelayEntry } from '../../../src/chat/message.ts';
import { takeRelay } from '../../../src/features/activities/relay/take-relay.ts';
import { readRoll } from '../../../src/features/activities/roll.store.ts';
import type { Tx } from '../../../src/lib/tx.ts';
import { activityStage, type ActivityStage } from './stage.ts';

let stage: ActivityStage;
beforeEach(async () => {
  stage = await activityStage();
  const { prisma } = stage.database;
  for (const key of ['zhang-wei', 'li-fang', 'wu-tong']) {
    const { id: memberId } = await prisma.member.findUniqueOrThrow({ where: { key } });
    await prisma.identity.create({ data: { platform: 'wechat', externalId: `wx-${key}`, displayName: key, memberId } });
  }
});
afterEach(() => stage.close());

interface Posted {
  by: string;
  /** Minutes after the stage's beginning. */
  at: number;
  rows: readonly string[];
  entries?: readonly RelayEntry[];
}

/** A version of a list as a platform brings it. */
function messageOf({ by, at, rows, entries }: Posted): InboundMessage {
  const relay = entries && { starter: null, title: '学习会', example: '', tail: '', ended: false, entries };
  return {
    event: 'message',
    platform: 'wechat',
    conversation: asConversationId('wechat:room'),
    kind: 'group',
    chatTitle: '支部',
    messageId: `m${at}`,
    editVersion: 0,
    sender: { id: `wx-${by}`, name: by },
    text: ['#接龙', '学习会', '', ...rows.map((row, index) => `${index + 1}. ${row}`)].join('\n'),
    mentionsBot: false,
    files: [],
    at: new Date(stage.clock.now().getTime() + at * 60_000),
    ...(relay ? { relay } : {}),
  };
}

async function post(tx: Tx, posted: Posted): Promise<void> {
  const message = messageOf(posted);
  const { unitId, ...person } = await stage.database.prisma.member.findUniqueOrThrow({ where: { key: posted.by } });
  const context = createContext({
    tx,
    message,
    inboxId: BigInt(9_000 + posted.at),
    now: message.at,
    zone: stage.zone,
    locale: 'zh-CN',
    who: { unit: stage.unit, person: { ...person, unitId }, elsewhere: false, perhaps: null, identityId: null },
    repliedTo: null,
    directory: stage.directory,
    wake() {},
  });
  if (!isMemberContext(context)) throw new Error('a member should speak');
  await takeRelay(context, message.text);
}

const entry = (by: string | null, at: number, text: string): RelayEntry => ({
  author: by && `wx-${by}`,
  at: new Date(Date.UTC(2026, 10, 22, 3, at)),
  text,
});

test('rows belong to whom the platform names, whatever they are called', async () => {
  const { id } = await stage.announced();
  await stage.transact(async (tx) => {
    const entries = [entry('zhang-wei', 1, '。 云谷'), entry('li-fang', 2, '小芳 请假'), entry('nobody', 3, '路人')];
    await post(tx, { by: 'wu-tong', at: 5, rows: ['。', '小芳', '路人'], entries });
  });
  expect(await stage.stateOf(id, 'zhang-wei')).toBe('joined 云谷');
  expect(await stage.stateOf(id, 'li-fang')).toBe('on_leave');
  expect(await stage.stateOf(id, 'wu-tong')).toBe('none');
  const change = await stage.database.prisma.rollChange.findFirst({
    where: { rollEntry: { member: { key: 'zhang-wei' } } },
    include: { rollEntry: true },
  });
  expect(change?.actorId).toBe(change?.rollEntry.memberId);
});

const rolledBack = new Error('rolled back');

/** The roll after the versions have arrived in this order. */
async function rollAfter(activityId: number, versions: readonly Posted[]): Promise<readonly string[]> {
  let roll: readonly string[] = [];
  const arriving = stage.transact(async (tx) => {
    for (const version of versions) await post(tx, version);
    const lines = await readRoll(tx, stage.unit.id, activityId);
    roll = lines.map(({ name, state, guests }) => `${name} ${state} ${guests}`).toSorted();
    throw rolledBack;
  });
  await expect(arriving).rejects.toThrow(rolledBack);
  return roll;
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

test('versions of several people give one roll in whatever order they arrive', async () => {
  const { id } = await stage.announced();
  const versions: Posted[] = [
    { by: 'zhang-wei', at: 1, rows: ['张伟'] },
    { by: 'wu-tong', at: 2, rows: ['张伟', '吴桐 2人'] },
    { by: 'li-fang', at: 3, rows: ['张伟', '李芳 请假'] },
    { by: 'zhang-wei', at: 4, rows: ['吴桐 2人', '李芳 请假', '张伟 取消'] },
  ];
  const expected = await rollAfter(id, versions);
  expect(expected).toEqual(expect.arrayContaining(['吴桐 joined 1', '李芳 on_leave 0', '张伟 none 0']));
  const [first, ...others] = versions;
  for (const order of permutations(others)) {
    expect(await rollAfter(id, first ? [...order, first] : order)).toEqual(expected);
  }
});
