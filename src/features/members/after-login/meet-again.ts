import { moveConversation } from '../../../chat/chat-changes/chat-move.store.ts';
import { withoutTopic } from '../../../chat/conversation-id.ts';
import type { Locale } from '../../../chat/locale.ts';
import type { InboundMessage } from '../../../chat/message.ts';
import { tellSecretaries } from '../../../chat/notices/tell-secretaries.ts';
import { recordAudit } from '../../../chat/audit.store.ts';
import { foldText } from '../../../lib/text.ts';
import type { Tx } from '../../../lib/tx.ts';
import { noteLogin, noteNames, type MemberAccount } from '../accounts/account.store.ts';
import { areEnough, matchPeople, type Met } from './match-people.ts';
import { platformName } from '../members.present.ts';
import { peopleWithRole, privateConversation } from '../people.store.ts';
import { takeAgain } from './recognise-account.ts';
import { accountsInUnit, noteRoom, roomsOfOtherLogins, unitOfRoom, type Room } from '../room.store.ts';
import { texts } from '../texts.ts';

/** A group under the id of a new login, and the people in it. */
interface Meeting {
  tx: Tx;
  message: InboundMessage;
  session: string;
  locale: Locale;
}

/** See Directory: the group is found again by its title and its people, else the secretaries are told what to do. */
export async function meetAgain(tx: Tx, message: InboundMessage, locale: Locale): Promise<void> {
  const { session, conversation, chatTitle: title } = message;
  if (session === undefined || !(await noteLogin(tx, message.platform, session))) return;
  const meeting = { tx, message, session, locale };
  await noteRoom(tx, conversation, { session, title });
  const unitId = (await unitOfRoom(tx, conversation)) ?? (await findRoomAgain(meeting));
  if (unitId !== null) await meetPeople(meeting, await peopleOf(meeting, unitId));
}

interface People {
  accounts: readonly MemberAccount[];
  met: readonly Met[];
}

async function peopleOf({ tx, message, session }: Meeting, unitId: number): Promise<People> {
  const accounts = await accountsInUnit(tx, message.platform, unitId);
  return { accounts, met: matchPeople(message.people ?? [], { accounts, session }) };
}

/** Whoever carries our own note is known again at once; names are kept for the next login. */
async function meetPeople({ tx, session }: Meeting, { met }: People): Promise<void> {
  for (const { sender, account, by } of met) {
    if (by === 'sure' || (by === 'id' && account.session !== session))
      await takeAgain(tx, account, { session, sender });
    else if (by === 'id') await noteNames(tx, account.id, sender);
  }
}

/** @returns the unit whose group it is; null when that is not sure */
async function findRoomAgain(meeting: Meeting): Promise<number | null> {
  const { tx, message, session } = meeting;
  const { platform, chatTitle: title, conversation } = message;
  const rooms = await roomsOfOtherLogins(tx, { platform, session });
  const alike = rooms.filter((room) => foldText(room.title) === foldText(title));
  const [only, ...others] = alike;
  const people = only && (await peopleOf(meeting, only.unitId));
  if (!only || !people || others.length > 0 || !areEnough(people.met, people.accounts)) {
    await askForBinding(meeting, alike.length > 0 ? alike : rooms, alike.length > 0);
    return null;
  }
  await takeRoomAgain(tx, only, { conversation, session, title });
  await tell(meeting, only.unitId, 'room.found');
  return only.unitId;
}

/** The unit's group goes on here: what waits to be sent or answered there comes with it. */
export async function takeRoomAgain(
  tx: Tx,
  room: Room,
  { conversation, session, title }: { conversation: Room['conversation']; session: string; title: string },
): Promise<void> {
  await moveConversation(tx, room.conversation, conversation);
  await noteRoom(tx, conversation, { session, title });
  const subject = `chat:${withoutTopic(conversation)}`;
  await recordAudit(tx, { unitId: room.unitId, memberId: null, action: 'chat.recognised', subject });
}

/** Nothing moves: each unit that may be meant is told to say so in the group. By title alone, or by its people alone. */
async function askForBinding(meeting: Meeting, rooms: readonly Room[], byTitle: boolean): Promise<void> {
  for (const unitId of new Set(rooms.map((room) => room.unitId))) {
    const { met, accounts } = await peopleOf(meeting, unitId);
    if (byTitle || areEnough(met, accounts)) await tell(meeting, unitId, 'room.unsure');
  }
}

async function tell(meeting: Meeting, unitId: number, key: 'room.found' | 'room.unsure'): Promise<void> {
  const { tx, message, session, locale } = meeting;
  const { platform, chatTitle: title, conversation } = message;
  await tellSecretaries(
    tx,
    { peopleWithRole, privateConversation },
    {
      unitId,
      body: texts(locale)(key, { title, platform: platformName(platform, locale) }),
      naturalKey: `met:${conversation}:${session}`,
      platform,
    },
  );
}
