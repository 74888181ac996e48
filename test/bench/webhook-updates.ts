import { webhookPath } from '../../adapters/telegram/read-webhook.ts';
import type { TelegramStandIn } from '../support/telegram-stand-in.ts';
import type { Shot } from './load.ts';

export const webhookSecret = 'a-secret-for-this-bench-only';
export const groups = 50;
const chatter = '今天晚上社区广场有露天电影，大家有空可以带孩子去看看，记得带小板凳，散场时顺手把垃圾带走。';

/** Ordinary group messages as Telegram pushes them. */
export function createUpdates(): () => Shot {
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
      path: webhookPath(webhookSecret),
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': webhookSecret },
      body: JSON.stringify({ update_id: count, message }),
    };
  };
}

/** Settings of a bot that Telegram pushes to. */
export const pushedTo = (telegram: TelegramStandIn, databaseUrl: string) => ({
  DATABASE_URL: databaseUrl,
  LOG_LEVEL: 'warn',
  TELEGRAM_BOT_TOKEN: telegram.token,
  TELEGRAM_API_ROOT: telegram.apiRoot,
  TELEGRAM_WEBHOOK_URL: 'https://bot.example.org',
  TELEGRAM_WEBHOOK_SECRET: webhookSecret,
});

/** Settings of the bare bot in bare/webhook-door.mjs. */
export const barePushedTo = (databaseUrl: string) => ({
  DATABASE_URL: databaseUrl,
  SECRET: webhookSecret,
  HOOK_PATH: webhookPath(webhookSecret),
});
