// The usual Telegram bot: telegraf's webhook callback with the secret checked, and one INSERT per update.
import { createServer } from 'node:http';
import { Pool } from 'pg';
import { Telegraf } from 'telegraf';

const { DATABASE_URL, SECRET, HOOK_PATH } = process.env;
const pool = new Pool({ connectionString: DATABASE_URL, max: 8 });
const insert = `INSERT INTO "InboxMessage" (platform, account, "updateKey", "messageKey", conversation, payload)
  VALUES ('telegram', $1, $2, $3, $4, $5)`;

const bot = new Telegraf('700001:bench', { telegram: { webhookReply: false } });
bot.botInfo = { id: 700001, is_bot: true, first_name: 'bench', username: 'bench_bot' };
bot.on('message', async ({ update, message }) => {
  const conversation = `telegram:${message.chat.id}`;
  const messageKey = `${conversation}/${message.message_id}/0`;
  await pool.query(insert, ['700001', String(update.update_id), messageKey, conversation, JSON.stringify(update)]);
});

await pool.query('SELECT 1');
const callback = bot.webhookCallback(HOOK_PATH, { secretToken: SECRET });
const server = createServer((request, response) => void callback(request, response));
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.on('SIGTERM', () => process.exit(0));
