import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chatTextCases } from './cases/chat-text.ts';
import { commandCases } from './cases/commands.ts';
import { dateCases } from './cases/dates.ts';
import { outcomeOf } from './outcome-of.ts';
import { openRoomDoor, type RoomDoor } from './room-door.ts';

let door: RoomDoor;
beforeAll(async () => {
  door = await openRoomDoor();
});
afterEach(() => door.comeToRest());
afterAll(() => door.stage.close());

describe.each([
  ['words of every kind', chatTextCases],
  ['commands and searches', commandCases],
  ['dates', dateCases],
])('%s', (_what, cases) => {
  it.each(cases.map((row) => [row.id, row] as const))('%s', async (_id, row) => {
    expect(await outcomeOf(row, door, () => door.hears(row.input))).toEqual(row.expect);
  });
});
