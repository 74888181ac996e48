import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { commandCases } from './cases/commands.ts';
import { expectOutcome } from './expect-outcome.ts';
import { openRoomDoor, type RoomDoor } from './room-door.ts';

let door: RoomDoor;
beforeAll(async () => {
  door = await openRoomDoor();
});
afterEach(() => door.comeToRest());
afterAll(() => door.stage.close());

describe('commands and searches', () => {
  it.each(commandCases.map((row) => [row.id, row] as const))('%s', (_id, row) =>
    expectOutcome(row, door, () => door.hears(row.input)),
  );
});
