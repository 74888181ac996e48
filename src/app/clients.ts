import type { TelegramAdapter } from '../../adapters/telegram/telegram-adapter.ts';
import type { ModelPort } from '../llm/model-port.ts';
import type { Parts } from './parts.ts';

/** Clients of outside services, each loaded only where it is set up: they cost memory and start-up time. */
export interface Clients {
  telegram: TelegramAdapter | null;
  /** null = verbatim excerpts. */
  model: ModelPort | null;
}

export async function createClients(parts: Parts): Promise<Clients> {
  return { telegram: await createTelegram(parts), model: await createModel(parts) };
}

async function createTelegram({ config, registry, files, log, clock }: Parts): Promise<TelegramAdapter | null> {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_WEBHOOK_URL: url, TELEGRAM_WEBHOOK_SECRET: secret, LOCALE } = config;
  const isPaced = config.TELEGRAM_PACE === 'on';
  if (token === undefined) return null;
  const { createTelegramAdapter } = await import('../../adapters/telegram/telegram-adapter.ts');
  const webhook = url !== undefined && secret !== undefined ? { url, secret } : undefined;
  const adapter = createTelegramAdapter({
    token,
    apiRoot: config.TELEGRAM_API_ROOT,
    isPaced,
    webhook,
    files,
    log,
    clock,
  });
  const listed = registry.commands.filter(({ unlisted }) => !unlisted);
  adapter.setCommandMenu(listed.map(({ alias, help }) => ({ command: alias, description: help(LOCALE) })));
  return adapter;
}

async function createModel({ config, clock, log }: Parts): Promise<ModelPort | null> {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: model } = config;
  if (apiKey === undefined || model === undefined) return null;
  const { createOpenAiGateway } = await import('../llm/openai-gateway.ts');
  return createOpenAiGateway({ apiKey, baseUrl, model, clock, log });
}
