import { z } from 'zod';
import { createBotApi } from '../../../adapters/telegram/bot-api.ts';
import { readDoorFailure } from '../../../adapters/telegram/door-failure.ts';
import { telegramTokens, type Config } from '../../config.ts';
import { createFindings, type Finding } from './finding.ts';

const limitMs = 6_000;
const manyPending = 100;

const me = z.looseObject({ username: z.string(), can_read_all_group_messages: z.boolean().default(true) });
const webhook = z.looseObject({
  url: z.string(),
  pending_update_count: z.number(),
  last_error_date: z.number().optional(),
  last_error_message: z.string().optional(),
});

export type WebhookInfo = z.output<typeof webhook>;

/** Whether Telegram knows each bot's token, and gives its updates to this program. Only asks. */
export async function checkTelegram(config: Config, now: Date): Promise<Finding[]> {
  const found = createFindings('telegram');
  const tokens = telegramTokens(config);
  if (tokens.length === 0) found.ok('not used: TELEGRAM_BOT_TOKEN is not set');
  const bots = await Promise.all(tokens.map((token) => checkBot(token, config, now)));
  return [...found.list, ...bots.flat()];
}

async function checkBot(token: string, config: Config, now: Date): Promise<Finding[]> {
  const found = createFindings('telegram');
  try {
    const api = createBotApi(token, config.TELEGRAM_API_ROOT);
    const { username, can_read_all_group_messages: readsAll } = await api.call('getMe', {}, me, { limitMs });
    found.ok(`the token is that of @${username}`);
    if (!readsAll) {
      found.warn(
        `privacy mode is on for @${username}: in groups where it is no administrator it only sees commands, mentions and answers to it`,
        'make it an administrator of the group, or turn privacy mode off at @BotFather (/setprivacy) and take it out of the group and in again',
      );
    }
    const info = await api.call('getWebhookInfo', {}, webhook, { limitMs });
    found.list.push(...judgeWebhook(info, config.TELEGRAM_WEBHOOK_URL, now));
  } catch (error) {
    found.fail(readDoorFailure(error, 1).detail, 'check the token, the network and TELEGRAM_API_ROOT');
  }
  return found.list;
}

/** Pure. `wanted` is the address of TELEGRAM_WEBHOOK_URL; undefined = the program asks for updates itself. */
export function judgeWebhook(info: WebhookInfo, wanted: string | undefined, now: Date): Finding[] {
  const found = createFindings('telegram');
  if (wanted === undefined && info.url !== '') {
    found.fail(
      'a webhook is set for this bot, and no TELEGRAM_WEBHOOK_URL here: updates go there',
      'stop the other program that uses the token; this one takes the webhook away when it starts',
    );
  } else if (wanted !== undefined && !info.url.startsWith(wanted.replace(/\/$/, ''))) {
    found.warn('the webhook is not the one of TELEGRAM_WEBHOOK_URL', 'start the program, which sets it');
  } else found.ok(wanted === undefined ? 'updates are asked for (long polling)' : 'updates come to the webhook');
  if (info.pending_update_count > manyPending) {
    found.warn(
      `${info.pending_update_count} updates wait at Telegram, which drops them after 24 hours`,
      'start the program; if it runs, see whether it is reached',
    );
  }
  const failedAt = info.last_error_date === undefined ? 0 : info.last_error_date * 1000;
  if (wanted !== undefined && now.getTime() - failedAt < 3_600_000) {
    found.warn(
      `Telegram could not deliver within the last hour: ${info.last_error_message ?? 'no reason given'}`,
      'see whether TELEGRAM_WEBHOOK_URL is reached from outside, with a valid certificate',
    );
  }
  return found.list;
}
