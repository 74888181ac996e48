import path from 'node:path';
import type { TelegramAdapter } from '../../adapters/telegram/telegram-adapter.ts';
import type { WechatAdapter } from '../../adapters/wechat/wechat-adapter.ts';
import { telegramTokens } from '../config.ts';
import type { ModelPort } from '../llm/model-port.ts';
import type { Parts } from './parts.ts';

/** Clients of outside services, each loaded only where it is set up: they cost memory and start-up time. */
export interface Clients {
  /** One for each bot. */
  telegram: readonly TelegramAdapter[];
  wechat: WechatAdapter | null;
  /** null = verbatim excerpts. */
  model: ModelPort | null;
}

export async function createClients(parts: Parts): Promise<Clients> {
  return {
    telegram: await createTelegram(parts),
    wechat: await createWechat(parts),
    model: await createModel(parts),
  };
}

async function createTelegram({ config, files, log, clock }: Parts): Promise<TelegramAdapter[]> {
  const { TELEGRAM_WEBHOOK_URL: url, TELEGRAM_WEBHOOK_SECRET: secret, TELEGRAM_API_ROOT: apiRoot } = config;
  const tokens = telegramTokens(config);
  if (tokens.length === 0) return [];
  const { createTelegramAdapter } = await import('../../adapters/telegram/telegram-adapter.ts');
  const webhook = url !== undefined && secret !== undefined ? { url, secret } : undefined;
  const isPaced = config.TELEGRAM_PACE === 'on';
  const common = { apiRoot, isPaced, webhook, files, log, clock, locale: config.LOCALE };
  return tokens.map((token, index) => createTelegramAdapter({ ...common, token, isFurther: index > 0 }));
}

async function createWechat({ config, files, log, clock, puppet }: Parts): Promise<WechatAdapter | null> {
  const { WECHATY_PUPPET: name, WECHATY_PUPPET_TOKEN: token, WECHAT_DAILY_CAP: dailyCap, LOCALE: locale } = config;
  if (name === undefined) return null;
  const { createWechatAdapter } = await import('../../adapters/wechat/wechat-adapter.ts');
  const { puppetLoader } = await import('../../adapters/wechat/puppet/load-puppet.ts');
  return createWechatAdapter({
    name,
    puppet: puppet ?? puppetLoader({ name, token }),
    isPaced: puppet === undefined,
    folder: path.join(config.DATA_DIR, 'wechat'),
    dailyCap,
    print: (text) => process.stdout.write(text),
    files,
    locale,
    log,
    clock,
  });
}

async function createModel({ config, clock, log }: Parts): Promise<ModelPort | null> {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: model } = config;
  if (apiKey === undefined || model === undefined) return null;
  const { createOpenAiGateway } = await import('../llm/openai-gateway.ts');
  return createOpenAiGateway({ apiKey, baseUrl, model, clock, log });
}
