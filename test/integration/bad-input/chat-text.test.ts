import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { chatTextCases } from './cases/chat-text.ts';
import { expectOutcome } from './expect-outcome.ts';
import { openRoomDoor, type RoomDoor } from './room-door.ts';

let door: RoomDoor;
beforeAll(async () => {
  door = await openRoomDoor();
});
afterEach(() => door.comeToRest());
afterAll(() => door.stage.close());

describe('words of every kind in the room', () => {
  it.each(chatTextCases.map((row) => [row.id, row] as const))('%s', (_id, row) =>
    expectOutcome(row, door, () => door.hears(row.input)),
  );
});
