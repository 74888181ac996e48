import { z } from 'zod';
import type { BotApi } from './bot-api.ts';
import { readDoorFailure } from './door-failure.ts';
import { allowedUpdates } from './update-schema.ts';

/** What Telegram says of a bot. */
export interface BotAccount {
  username: string;
  /** False while privacy mode is on: in groups it is only shown commands, mentions and answers to it. */
  readsAll: boolean;
}

export interface OpenDeps {
  api: BotApi;
  /** Where Telegram shall push to; undefined = we ask. */
  webhook: { address: string; secret: string } | undefined;
  /** Told who the bot is, before anything can come in. */
  known(account: BotAccount): void;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  report(ok: boolean, detail: string): void;
}

const me = z.looseObject({ username: z.string(), can_read_all_group_messages: z.boolean().default(true) });

/** @throws what BotApi.call throws */
export async function askAccount(
  api: BotApi,
  options: { signal?: AbortSignal; limitMs?: number },
): Promise<BotAccount> {
  const { username, can_read_all_group_messages: readsAll } = await api.call('getMe', {}, me, options);
  return { username, readsAll };
}

/**
 * Makes the bot known to us and us to Telegram, trying until it goes through.
 * @returns false when stopped or when the token is refused
 */
export async function openDoor(deps: OpenDeps, signal: AbortSignal): Promise<boolean> {
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      deps.known(await askAccount(deps.api, { signal }));
      await chooseIntake(deps, signal);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const { detail, waitMs } = readDoorFailure(error, attempt);
      deps.report(false, detail);
      if (waitMs === null) return false;
      await deps.sleep(waitMs, signal);
    }
  }
  return false;
}

/** Push and pull exclude each other at Telegram. What has piled up while we were away is wanted in both. */
async function chooseIntake({ api, webhook }: OpenDeps, signal: AbortSignal): Promise<void> {
  if (!webhook) {
    await api.call('deleteWebhook', { drop_pending_updates: false }, z.unknown(), { signal });
    return;
  }
  const payload = {
    url: webhook.address,
    secret_token: webhook.secret,
    allowed_updates: [...allowedUpdates],
    drop_pending_updates: false,
  };
  await api.call('setWebhook', payload, z.unknown(), { signal });
}
