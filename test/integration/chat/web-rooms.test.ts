import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asConversationId } from '../../../src/chat/conversation-id.ts';
import { messenger } from '../../../src/chat/outbox/messenger.ts';
import { ensureFirstUnit, ensureWebRooms } from '../../../src/features/members/index.ts';
import { createMember } from '../../../src/features/members/members.store.ts';
import { inTransaction } from '../../../src/storage/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const room = asConversationId('web:own');

describe('the room in the browser of a unit that came with a platform', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await inTransaction(database, (tx) => ensureFirstUnit(tx, true));
  });
  afterAll(() => database.close());

  const say = (text: string) => inTransaction(database, (tx) => messenger.send(tx, room, { text }));
  const rooms = () => database.prisma.chat.findMany({ where: { platform: 'web' }, select: { conversation: true } });

  it('is there once, however often the program starts, with every member in it', async () => {
    const unit = await database.prisma.unit.findFirstOrThrow();
    // Entered by a version that knew of no such room.
    await database.prisma.member.create({ data: { key: 'old', unitId: unit.id, name: '老会员' } });
    for (let start = 0; start < 2; start += 1) await ensureWebRooms(database.pool, true, 'zh-CN');
    await inTransaction(database, (tx) => createMember(tx, { unitId: unit.id, name: '新会员' }));
    expect(await rooms()).toEqual([{ conversation: room }]);
    const people = await database.prisma.identity.findMany({ where: { platform: 'web' }, orderBy: { id: 'asc' } });
    expect(people.map(({ displayName }) => displayName)).toEqual(['老会员', '新会员']);
    expect(people.every(({ dmConversation }) => dmConversation === null)).toBe(true);
  });

  it('gets nothing while it is shut, for nobody would take it, and opens again', async () => {
    await ensureWebRooms(database.pool, false, 'zh-CN');
    expect(await say('关着')).toBeNull();
    await ensureWebRooms(database.pool, true, 'zh-CN');
    expect(await say('开着')).not.toBeNull();
  });

  it('stays closed when it was closed for another reason', async () => {
    await database.prisma.chat.update({
      where: { conversation: room },
      data: { closedAt: new Date(), closedWhy: 'bot_left' },
    });
    await ensureWebRooms(database.pool, true, 'zh-CN');
    expect(await say('关着')).toBeNull();
  });
});
