import { createWebAdapter } from '../../adapters/web/web-adapter.ts';
import type { ChatAdapter, Intake } from '../chat/chat-adapter.ts';
import { isChatter } from '../chat/inbox/chatter.ts';
import { createIntake } from '../chat/inbox/intake.store.ts';
import { measureIntake } from '../chat/inbox/measured-intake.ts';
import { createRoomLog } from '../chat/room/room.store.ts';
import type { Clients } from './clients.ts';
import type { Parts } from './parts.ts';
import { createReadingState } from './reading-state.ts';

/** The doors that this process opens. Every role can read what came in by any of them. */
export function createDoors(
  parts: Parts,
  { telegram, wechat }: Pick<Clients, 'telegram' | 'wechat'>,
  accepted: () => void,
): ChatAdapter[] {
  const { config, duties, server, clock, files, database } = parts;
  const doors: ChatAdapter[] = [];
  if (duties.room) {
    const rooms = createRoomLog({ pool: database.pool, clock, accepted });
    const state = createReadingState({ database, files, zone: config.TIMEZONE, clock });
    doors.push(createWebAdapter({ server, rooms, state, files, clock, locale: config.LOCALE }));
  }
  for (const bot of telegram) {
    parts.readers.set(bot.platform, (payload) => bot.parse(payload));
    if (!duties.telegram) continue;
    bot.registerWebhook(server);
    doors.push(bot);
  }
  if (wechat) parts.readers.set(wechat.platform, (payload) => wechat.parse(payload));
  if (wechat && duties.wechat) {
    wechat.registerPage(server);
    doors.push(wechat);
  }
  return doors;
}

/** The inbox of one door. What cannot even be read is kept: handling it will say what is wrong with it. */
export function openIntake(
  { database: { pool }, registry, config, metrics }: Parts,
  door: ChatAdapter,
  accepted: () => void,
): Intake {
  const reads = (payload: unknown) => {
    try {
      const message = door.parse(payload);
      return message === null || isChatter(registry, message, config.TIMEZONE, door.capabilities);
    } catch {
      return false;
    }
  };
  const intake = createIntake({ pool, platform: door.platform, isChatter: reads, accepted });
  return measureIntake(intake, door.platform, metrics.meter, () => performance.now() / 1000);
}
