import { z } from 'zod';
import type { MenuEntry } from '../../src/chat/chat-adapter.ts';
import { errorCode } from '../../src/lib/errors.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { shorten } from '../../src/lib/text.ts';
import type { BotApi } from './bot-api.ts';
import { readDoorFailure } from './door-failure.ts';
import { allowedUpdates } from './update-schema.ts';

export interface OpenDeps {
  api: BotApi;
  /** Where Telegram shall push to; undefined = we ask. */
  webhook: { address: string; secret: string } | undefined;
  menu: readonly MenuEntry[];
  /** Told the bot's username, before anything can come in. */
  named(username: string): void;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  report(ok: boolean, detail: string): void;
  log: Logger;
}

const me = z.looseObject({ username: z.string() });

/**
 * Makes the bot known to us and us to Telegram, trying until it goes through.
 * @returns false when stopped or when the token is refused
 */
export async function openDoor(deps: OpenDeps, signal: AbortSignal): Promise<boolean> {
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      const { username } = await deps.api.call('getMe', {}, me, { signal });
      deps.named(username);
      await chooseIntake(deps, signal);
      await offerMenu(deps, signal);
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

/** The menu is a convenience: without it the bot works all the same. */
async function offerMenu({ api, menu, log }: OpenDeps, signal: AbortSignal): Promise<void> {
  if (menu.length === 0) return;
  const commands = menu.map(({ command, description }) => ({ command, description: shorten(description, 250) }));
  try {
    await api.call('setMyCommands', { commands }, z.unknown(), { signal });
  } catch (error) {
    log.warn({ code: errorCode(error) }, 'the command menu of Telegram could not be set');
  }
}
