import { describe, expect, it } from 'vitest';
import { pace as telegram } from '../../../adapters/telegram/pace.ts';
import { asConversationId } from '../../../src/chat/conversation-id.ts';
import {
  budgetOf,
  leadMs,
  pauseAfter,
  spend,
  spendInChat,
  type AccountState,
} from '../../../src/chat/outbox/pacing.ts';
import { createFloodControl, telegramLimits } from '../../support/telegram/flood-control.ts';

const idle: AccountState = { nextAt: 0, pausedUntil: 0, recent: [] };
const group = asConversationId('telegram:-1001');

/** Sends whenever it may, looking `late` milliseconds after the time it was told. @returns when each message left */
function sendAll(count: number, late: number): number[] {
  const left: number[] = [];
  let state = idle;
  for (let now = 1_000_000; left.length < count;) {
    const { free, waitMs } = budgetOf(telegram.all, state, now, count - left.length);
    state = spend(telegram.all, state, now, free);
    if (free > 0) left.push(...state.recent.slice(-free));
    now += Math.max(1, waitMs) + late;
  }
  return left;
}

describe('the account’s pace', () => {
  it.each([0, 3, 15])('is used up and never broken, when every look comes %s ms late', (late) => {
    const flood = createFloodControl({ ...telegramLimits, chat: { messages: 1, perMs: 0 } });
    const left = sendAll(3000, late);
    left.forEach((at, place) => flood.take(place + 1, at));
    expect(flood.refused).toBe(0);
    expect((Math.max(...left) - Math.min(...left)) / 1000).toBeLessThan(1.02 * 100);
  });

  it('stands still while the platform has asked for a pause', () => {
    expect(budgetOf(telegram.all, { ...idle, pausedUntil: 5_000 }, 2_000, 9)).toEqual({ free: 0, waitMs: 3_000 });
  });

  it('takes no more than there is to send', () => {
    expect(budgetOf(telegram.all, idle, 1_000_000, 1).free).toBe(1);
    expect(spend(telegram.all, idle, 1_000_000, 1).recent).toEqual([1_000_000 + leadMs]);
  });
});

describe('a chat’s pace', () => {
  it('lets a group have twenty, a second apart, and the next when the first is a minute old', () => {
    const flood = createFloodControl(telegramLimits);
    let now = 0;
    let recent: readonly number[] = [];
    const freeAt: number[] = [];
    for (let n = 0; n < 45; n += 1) {
      expect(flood.take(-1001, now)).toBe(0);
      const spent = spendInChat(telegram.chat(group), recent, now, 1);
      ({ recent } = spent);
      now = spent.freeAt;
      freeAt.push(now);
    }
    expect(freeAt[18]).toBe(19_000);
    expect(freeAt[19]).toBeGreaterThan(60_000);
    expect(now).toBeLessThan(1.02 * 125_000);
  });

  it('counts what one message costs: pieces of a long text, and files', () => {
    expect(telegram.calls?.({ text: '一' })).toBe(1);
    expect(telegram.calls?.({ text: '一'.repeat(9000) })).toBe(3);
    const file = { name: 'a.docx', type: 'x', size: 1, sha256: '0' };
    expect(telegram.calls?.({ text: '一', files: [file, file] })).toBe(2);
    expect(spendInChat(telegram.chat(group), [], 0, 3).freeAt).toBe(3_000);
  });
});

describe('an account that fails', () => {
  it('is tried less and less often, and once a minute at least', () => {
    expect([0, 1, 2, 9].map(pauseAfter)).toEqual([1000, 2000, 4000, 60_000]);
  });
});
