import { createRoomLog } from '../../src/chat/room/room.store.ts';
import { ensureFirstUnit } from '../../src/features/members/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { inTransaction } from '../../src/storage/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { createMemoryRoomLog } from '../support/memory-room-log.ts';
import { describeRoomLog } from './room-log.suite.ts';

describeRoomLog('remembered', async () => {
  const rooms = createMemoryRoomLog();
  return { rooms, inbox: async () => rooms.inbox, close: async () => {} };
});

describeRoomLog('stored', async () => {
  const database = await createTestDatabase();
  await inTransaction(database, (tx) => ensureFirstUnit(tx, false));
  const rooms = createRoomLog({ pool: database.pool, clock: systemClock, accepted() {} });
  return {
    rooms,
    async inbox() {
      const rows = await database.prisma.inboxMessage.findMany({ orderBy: { id: 'asc' } });
      return rows.map(({ payload }) => payload);
    },
    close: () => database.close(),
  };
});
