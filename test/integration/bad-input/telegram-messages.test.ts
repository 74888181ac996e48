import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { telegramMessageCases } from './cases/telegram-messages.ts';
import { outcomeOf } from './outcome-of.ts';
import { openBranchOnTelegram, type BranchOnTelegram } from './telegram-door.ts';

let door: BranchOnTelegram;
beforeAll(async () => {
  door = await openBranchOnTelegram();
});
afterEach(() => door.comeToRest());
afterAll(() => door.close());

describe('messages as only Telegram brings them', () => {
  it.each(telegramMessageCases.map((row) => [row.id, row] as const))('%s', async (_id, row) => {
    expect(await outcomeOf(row, door, () => door.hears(row.input))).toEqual(row.expect);
  });
});
