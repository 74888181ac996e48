import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { telegramMessageCases } from './cases/telegram-messages.ts';
import { expectOutcome } from './expect-outcome.ts';
import { openBranchOnTelegram, type BranchOnTelegram } from './telegram-door.ts';

let door: BranchOnTelegram;
beforeAll(async () => {
  door = await openBranchOnTelegram();
});
afterEach(() => door.comeToRest());
afterAll(() => door.close());

describe('messages as only Telegram brings them', () => {
  it.each(telegramMessageCases.map((row) => [row.id, row] as const))('%s', (_id, row) =>
    expectOutcome(row, door, () => door.hears(row.input)),
  );
});
