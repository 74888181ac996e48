import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPressAnswers } from '../../../adapters/telegram/answer-presses.ts';
import { createBotApi, type BotApi } from '../../../adapters/telegram/bot-api.ts';
import { silentLogger } from '../../../src/lib/logger.ts';

const press = (id: string) => ({
  update_id: 1,
  callback_query: {
    id,
    from: { id: 5, is_bot: false, first_name: '张伟' },
    data: 'x',
    message: { message_id: 8, date: 1_767_000_000, chat: { id: -1, type: 'group', title: '示范支部' } },
  },
});

describe('answers to presses', () => {
  const said: unknown[] = [];
  const api: BotApi = {
    ...createBotApi('700001:stand-in-token'),
    async call(_method, payload, answer) {
      said.push(payload);
      return answer.parse(true);
    },
  };
  const open = () => createPressAnswers({ api, slowWord: '正在办', log: silentLogger });
  beforeEach(() => {
    vi.useFakeTimers();
    said.length = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('come from the core alone when it is quick', async () => {
    const presses = open();
    presses.noted([press('Q')]);
    await presses.answer('Q', '已记');
    vi.advanceTimersByTime(60_000);
    expect(said).toEqual([{ callback_query_id: 'Q', text: '已记' }]);
  });

  it('come after five seconds when it is slow, once for a press that comes again', () => {
    const presses = open();
    presses.noted([press('Q'), { update_id: 2 }, null]);
    vi.advanceTimersByTime(4_900);
    presses.noted([press('Q')]);
    expect(said).toEqual([]);
    vi.advanceTimersByTime(60_000);
    expect(said).toEqual([{ callback_query_id: 'Q', text: '正在办' }]);
  });

  it('do not come after the door is closed', () => {
    const presses = open();
    presses.noted([press('Q')]);
    presses.stop();
    vi.advanceTimersByTime(60_000);
    expect(said).toEqual([]);
  });

  it('are as short as Telegram wants them', async () => {
    await open().answer('Q', '甲'.repeat(500));
    expect(said).toEqual([{ callback_query_id: 'Q', text: `${'甲'.repeat(190)}…` }]);
  });
});
