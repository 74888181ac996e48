import type { WechatPayload } from '../payload-schema.ts';
import { lookUp, lookUpRoom, soon } from './people.ts';
import type { Puppet } from '../puppet/puppet.ts';
import type { RecordStamp } from './record-message.ts';

/** People of a room that are looked up; WeChat's rooms have at most 500. */
const mostPeople = 500;
/** Looked up together: each may be a request to WeChat. */
const together = 10;
const listLimitMs = 10_000;
/** Between two rooms, so that a login is not followed by a thousand requests at once. */
const betweenRoomsMs = 200;

export interface MeetDeps {
  puppet: Puppet;
  stamp(): RecordStamp;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Gives a record of every room with its people, one after the other, for as long as the signal lets it. Never throws. */
export async function* meetRooms(deps: MeetDeps, signal: AbortSignal): AsyncGenerator<WechatPayload> {
  const rooms = (await soon(() => deps.puppet.roomList(), listLimitMs)) ?? [];
  for (const roomId of rooms) {
    if (signal.aborted) return;
    yield await meetRoom(deps, roomId, signal);
    await deps.sleep(betweenRoomsMs, signal);
  }
}

/** A record of one room with its people. Never throws. */
export async function meetRoom(
  { puppet, stamp }: Omit<MeetDeps, 'sleep'>,
  roomId: string,
  signal: AbortSignal,
): Promise<WechatPayload> {
  const room = await lookUpRoom(puppet, roomId);
  const own = stamp().bot.id;
  const ids = ((await soon(() => puppet.roomMemberList(roomId), listLimitMs)) ?? []).filter((id) => id !== own);
  const people = [];
  for (let from = 0; from < Math.min(ids.length, mostPeople) && !signal.aborted; from += together) {
    const group = ids.slice(from, Math.min(from + together, mostPeople));
    people.push(...(await Promise.all(group.map((id) => lookUp(puppet, id, roomId)))));
  }
  return { kind: 'met', ...stamp(), room, talker: null, people };
}
