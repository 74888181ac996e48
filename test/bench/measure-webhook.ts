import { createRunningBot } from '../support/running-bot.ts';
import { startTelegramStandIn } from '../support/telegram-stand-in.ts';
import { startBare } from './bare-program.ts';
import { compareDoors } from './compare-doors.ts';
import type { Measure } from './measure.ts';
import { barePushedTo, createUpdates, groups, pushedTo } from './webhook-updates.ts';

/** Telegram's webhook, against telegraf's own webhook callback with one INSERT. */
export const measureWebhook: Measure = {
  name: 'webhook',
  async run({ server, pace }) {
    const [oursDatabase, bareDatabase] = [await server.create('hook_ours'), await server.create('hook_bare')];
    const telegram = await startTelegramStandIn();
    const bot = await createRunningBot({ environment: pushedTo(telegram, oursDatabase.url) });
    await bot.start();
    await telegram.called('setWebhook', () => true, 10_000);
    const bare = await startBare('webhook-door.mjs', barePushedTo(bareDatabase.url));
    try {
      const { lines, notes } = await compareDoors({
        ours: { port: Number(new URL(bot.url).port), database: oursDatabase, next: createUpdates() },
        bare: { port: bare.port, database: bareDatabase, next: createUpdates() },
        countKept: `SELECT count(*)::int AS kept FROM "InboxMessage" WHERE platform = 'telegram'`,
        pace,
        goals: { 1: { accepted: { least: 1 } }, 64: { accepted: { least: 2.5 }, tail: { most: 0.5 } } },
      });
      return {
        title: 'Telegram webhook: updates accepted (committed, then 200)',
        lines,
        notes: [
          `Bare: telegraf's webhookCallback with its secret check, and one INSERT of the same columns into the same table. All of it is talk among members in ${groups} groups where nothing is asked, as most messages are: ours stores its keys and not its words.`,
          ...notes,
        ],
      };
    } finally {
      await bare.stop();
      await bot.dispose();
      await telegram.close();
    }
  },
};
