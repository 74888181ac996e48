import { cleanName } from '../../../src/lib/text.ts';
import { within } from '../../../src/lib/within.ts';
import type { WechatPerson } from '../payload-schema.ts';
import type { Puppet } from '../puppet/puppet.ts';

/** Looking up a name may not hold a message back for longer; what is there by then is used. Milliseconds. */
const lookupLimitMs = 1_500;

/** The answer, or undefined when the puppet has none or is too slow: puppets ask WeChat for people they do not know. */
export async function soon<T>(ask: () => Promise<T>, limitMs: number = lookupLimitMs): Promise<T | undefined> {
  let answer: T | undefined;
  const asked = (async () => {
    answer = await ask();
  })();
  await within(asked, limitMs).catch(() => false);
  return answer;
}

/** A person as our account sees them, in a room when one is named. Never throws; without any answer the name is empty. */
export async function lookUp(puppet: Puppet, id: string, roomId?: string): Promise<WechatPerson> {
  const [contact, member] = await Promise.all([
    soon(() => puppet.contactPayload(id)),
    roomId === undefined ? undefined : soon(() => puppet.roomMemberPayload(roomId, id)),
  ]);
  const name = cleanName(contact?.name ?? '') || cleanName(member?.name ?? '');
  const remark = cleanName(contact?.alias ?? '');
  const nickname = cleanName(member?.roomAlias ?? '');
  return { id, name, ...(remark === '' ? {} : { remark }), ...(nickname === '' ? {} : { nickname }) };
}

/** The room with its name, which is empty when the puppet does not tell it. Never throws. */
export async function lookUpRoom(puppet: Puppet, id: string): Promise<{ id: string; topic: string }> {
  const room = await soon(() => puppet.roomPayload(id));
  return { id, topic: cleanName(room?.topic ?? '') };
}
