import { describe, expect, it } from 'vitest';
import { createPace } from '../../../adapters/wechat/sending/pace.ts';
import { asConversationId } from '../../../src/chat/conversation-id.ts';
import { budgetOf, spend, spendInChat, type AccountState } from '../../../src/chat/outbox/pacing.ts';

const pace = createPace({ dailyCap: 50 });
const idle: AccountState = { nextAt: 0, pausedUntil: 0, recent: [] };
const start = Date.UTC(2026, 10, 4, 8);
const hour = 3_600_000;

/** Sends whenever it may. @returns when each message left */
function sendAll(count: number, random: () => number): number[] {
  const left: number[] = [];
  let state = idle;
  for (let now = start; left.length < count;) {
    const { free, waitMs } = budgetOf(pace.all, state, now, 16);
    state = spend(pace.all, state, now, free, random);
    if (free > 0) left.push(...state.recent.slice(-free));
    now += Math.max(1, waitMs);
  }
  return left;
}

const gaps = (times: readonly number[]) => times.slice(1).map((time, place) => time - (times[place] ?? 0));

describe('the pace on WeChat', () => {
  it('leaves three seconds and a little more between two messages of the account', () => {
    let seed = 0;
    const distances = gaps(sendAll(40, () => (seed = (seed + 0.37) % 1)));
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(3000);
    expect(Math.max(...distances)).toBeLessThan(5200);
    expect(new Set(distances.map((distance) => Math.round(distance / 100))).size).toBeGreaterThan(10);
  });

  it('holds after a pause as well: nothing is made up for', () => {
    const first = spend(pace.all, idle, start, 1, () => 0);
    const after = start + hour;
    expect(budgetOf(pace.all, first, after, 16).free).toBe(1);
    const second = spend(pace.all, first, after, 1, () => 0.5);
    expect(budgetOf(pace.all, second, after + 2_900, 16).free).toBe(0);
    expect(budgetOf(pace.all, second, after + 4_100, 16).free).toBe(1);
  });

  it('ends at the daily cap and goes on when the first message is a day old', () => {
    const left = sendAll(120, () => 0);
    const day = 24 * hour;
    for (const from of left) {
      expect(left.filter((at) => at >= from && at < from + day).length).toBeLessThanOrEqual(50);
    }
    expect((left[50] ?? 0) - (left[0] ?? 0)).toBeGreaterThanOrEqual(day);
    expect((left[50] ?? 0) - (left[0] ?? 0)).toBeLessThan(1.02 * day);
  });

  it('remembers no more than a day’s messages', () => {
    let state = idle;
    for (let n = 0; n < 80; n += 1) state = spend(pace.all, state, start + n * hour, 1);
    expect(state.recent).toHaveLength(50);
  });

  it.each(['wechat:21700000001@chatroom', 'wechat:@@6f0c3b1d', 'wechat:R%3A10937081'])(
    'gives the room %s three messages a minute, ten seconds apart: receipts meanwhile leave as one',
    (chat) => {
      const rates = pace.chat(asConversationId(chat));
      let recent: readonly number[] = [];
      const free: number[] = [];
      for (let now = 0; free.length < 6; now = free.at(-1) ?? 0) {
        const spent = spendInChat(rates, recent, now, 1);
        ({ recent } = spent);
        free.push(spent.freeAt);
      }
      expect(free.slice(0, 2)).toEqual([10_000, 20_000]);
      expect(free[2]).toBeGreaterThanOrEqual(60_000);
      expect(free[5]).toBeGreaterThanOrEqual(120_000);
    },
  );

  it('gives a private talk what the account bears', () => {
    expect(pace.chat('wechat:wxid_zhangsan001')).toEqual([{ messages: 1, perMs: 3_000 }]);
    expect(pace.chat('wechat:@9a8b7c6d')).toEqual([{ messages: 1, perMs: 3_000 }]);
  });

  it('counts each piece and each file', () => {
    expect(pace.calls?.({ text: '好' })).toBe(1);
    expect(pace.calls?.({ text: '好'.repeat(1300) })).toBe(2);
  });
});
