import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SendError } from '../../../src/chat/chat-adapter.ts';
import { openWechatDoor, type WechatDoor } from '../../support/wechat-door.ts';
import type { WorldPerson } from '../../support/wechat/world.ts';

let door: WechatDoor;
let zhang: WorldPerson;
beforeEach(async () => {
  door = await openWechatDoor({ name: 'wechaty-puppet-wechat4u' });
  zhang = door.world.person('张伟');
});
afterEach(() => door.close());

const note = async (person: WorldPerson, remark = '张伟·同心1') => door.adapter.noteContact?.(person.id, remark);
const refusal = async (noting: Promise<unknown>): Promise<SendError> => {
  const error: unknown = await noting.catch((reason: unknown) => reason);
  if (!(error instanceof SendError)) throw new Error('it was not refused with a SendError');
  return error;
};

describe('a note beside a contact', () => {
  it('stands in the records of what the contact says next', async () => {
    expect(await note(zhang)).toBe('张伟·同心1');
    expect(door.world.noted).toEqual([['张伟', '张伟·同心1']]);
    door.world.say({ from: zhang, text: '我参加' });
    expect((await door.intake.next()).payload).toMatchObject({ talker: { name: '张伟', remark: '张伟·同心1' } });
  });

  it('does not replace what a person has noted', async () => {
    zhang.remark = '老张（区医院）';
    expect(await note(zhang)).toBe('老张（区医院）');
    expect(door.world.noted).toEqual([]);
  });

  it('is refused for good for whoever is no contact, until they are one', async () => {
    zhang.isFriend = false;
    expect(await refusal(note(zhang))).toMatchObject({ code: 'wechat.not_a_friend', permanent: true });
    zhang.isFriend = true;
    expect(await note(zhang)).toBe('张伟·同心1');
  });

  it('waits for a login, and does not try under an id of an older one', async () => {
    const old = zhang.id;
    await door.world.logout();
    expect(await refusal(note(zhang))).toMatchObject({ code: 'wechat.not_logged_in', everywhere: true });
    door.world.login();
    await door.healthy();
    const gone = door.adapter.noteContact?.(old, '张伟·同心1') ?? Promise.resolve();
    expect(await refusal(gone)).toMatchObject({ outcome: 'refused', permanent: false });
    expect(door.world.noted).toEqual([]);
  });

  it('rests with all sending after a warning of WeChat', async () => {
    door.world.noteFaults.push(new Error('操作过于频繁，请稍后再试'));
    expect(await refusal(note(zhang))).toMatchObject({ outcome: 'refused', permanent: false });
    expect((await refusal(note(zhang))).retryAfterMs).toBeGreaterThan(60_000);
    expect(door.adapter.health().detail).toMatch(/too often/);
    door.time.now += 31 * 60_000;
    expect(await note(zhang)).toBe('张伟·同心1');
  });
});

it('notes are made a quarter of a minute apart', async () => {
  await door.close();
  door = await openWechatDoor({ name: 'wechaty-puppet-wechat4u', isPaced: true });
  const [one, other] = [door.world.person('张伟'), door.world.person('李芳')];
  await note(one);
  expect(await refusal(note(other, '李芳·同心2'))).toMatchObject({ outcome: 'refused', retryAfterMs: 15_000 });
  door.time.now += 15_000;
  expect(await note(other, '李芳·同心2')).toBe('李芳·同心2');
});
