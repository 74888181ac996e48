import type { TelegramAdapter } from '../../adapters/telegram/telegram-adapter.ts';
import { telegramTokens } from '../config.ts';
import type { ModelPort } from '../llm/model-port.ts';
import type { Parts } from './parts.ts';

/** Clients of outside services, each loaded only where it is set up: they cost memory and start-up time. */
export interface Clients {
  /** One for each bot. */
  telegram: readonly TelegramAdapter[];
  /** null = verbatim excerpts. */
  model: ModelPort | null;
}

export async function createClients(parts: Parts): Promise<Clients> {
  return { telegram: await createTelegram(parts), model: await createModel(parts) };
}

async function createTelegram({ config, files, log, clock }: Parts): Promise<TelegramAdapter[]> {
  const { TELEGRAM_WEBHOOK_URL: url, TELEGRAM_WEBHOOK_SECRET: secret, TELEGRAM_API_ROOT: apiRoot } = config;
  const tokens = telegramTokens(config);
  if (tokens.length === 0) return [];
  const { createTelegramAdapter } = await import('../../adapters/telegram/telegram-adapter.ts');
  const webhook = url !== undefined && secret !== undefined ? { url, secret } : undefined;
  const isPaced = config.TELEGRAM_PACE === 'on';
  const common = { apiRoot, isPaced, webhook, files, log, clock };
  return tokens.map((token, index) => createTelegramAdapter({ ...common, token, isFurther: index > 0 }));
}

async function createModel({ config, clock, log }: Parts): Promise<ModelPort | null> {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: model } = config;
  if (apiKey === undefined || model === undefined) return null;
  const { createOpenAiGateway } = await import('../llm/openai-gateway.ts');
  return createOpenAiGateway({ apiKey, baseUrl, model, clock, log });
}
