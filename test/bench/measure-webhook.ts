import { webhookPath } from '../../adapters/telegram/read-webhook.ts';
import { createRunningBot } from '../support/running-bot.ts';
import { startTelegramStandIn } from '../support/telegram-stand-in.ts';
import { startBare } from './bare-program.ts';
import { compareDoors } from './compare-doors.ts';
import type { Measure } from './measure.ts';

const secret = 'a-secret-for-this-bench-only';
const groups = 50;
const chatter = '今天晚上社区广场有露天电影，大家有空可以带孩子去看看，记得带小板凳，散场时顺手把垃圾带走。';

/** Ordinary group messages as Telegram pushes them. */
function createUpdates() {
  let count = 0;
  return () => {
    count += 1;
    const chat = { id: -1_000_000_000_000 - (count % groups), type: 'supergroup', title: '示范支部会员群' };
    const from = {
      id: 90_000 + (count % 40),
      is_bot: false,
      first_name: '张',
      last_name: '伟',
      language_code: 'zh-hans',
    };
    const message = { message_id: count, date: 1_795_000_000 + count, chat, from, text: chatter };
    return {
      path: webhookPath(secret),
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
      body: JSON.stringify({ update_id: count, message }),
    };
  };
}

/** Telegram's webhook, against telegraf's own webhook callback with one INSERT. */
export const measureWebhook: Measure = {
  name: 'webhook',
  async run({ server, pace }) {
    const [oursDatabase, bareDatabase] = [await server.create('hook_ours'), await server.create('hook_bare')];
    const telegram = await startTelegramStandIn();
    const bot = await createRunningBot({
      environment: {
        DATABASE_URL: oursDatabase.url,
        LOG_LEVEL: 'warn',
        TELEGRAM_BOT_TOKEN: telegram.token,
        TELEGRAM_API_ROOT: telegram.apiRoot,
        TELEGRAM_WEBHOOK_URL: 'https://bot.example.org',
        TELEGRAM_WEBHOOK_SECRET: secret,
      },
    });
    await bot.start();
    await telegram.called('setWebhook', () => true, 10_000);
    const bare = await startBare('webhook-door.mjs', {
      DATABASE_URL: bareDatabase.url,
      SECRET: secret,
      HOOK_PATH: webhookPath(secret),
    });
    try {
      const { lines, notes } = await compareDoors({
        ours: { port: Number(new URL(bot.url).port), database: oursDatabase, next: createUpdates() },
        bare: { port: bare.port, database: bareDatabase, next: createUpdates() },
        countKept: `SELECT count(*)::int AS kept FROM "InboxMessage" WHERE platform = 'telegram'`,
        pace,
      });
      return {
        title: 'Telegram webhook: updates accepted (committed, then 200)',
        lines,
        notes: [
          `Bare: telegraf's webhookCallback with its secret check, and one INSERT of the same columns into the same table. Ours also handles what came in meanwhile. ${groups} groups.`,
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
