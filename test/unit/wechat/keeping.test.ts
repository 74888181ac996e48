import { describe, expect, it } from 'vitest';
import { plainRaw } from '../../../adapters/wechat/hearing/plain-raw.ts';
import { createTakeIn } from '../../../adapters/wechat/hearing/take-in.ts';
import type { IntakeUpdate } from '../../../src/chat/chat-adapter.ts';
import { conversationId } from '../../../src/chat/conversation-id.ts';
import { parseConfig, secretsOf } from '../../../src/config.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createRecordingIntake } from '../../support/recording-intake.ts';

describe('a raw payload that is kept', () => {
  it('is plain: no bytes, no functions, no circles', () => {
    const raw: Record<string, unknown> = { MsgType: 1, Content: '我参加', bytes: Buffer.from('x'), work: () => 1 };
    raw['self'] = raw;
    raw['list'] = [1, undefined, Number.NaN];
    expect(plainRaw(raw)).toEqual({ MsgType: 1, Content: '我参加', list: [1, null, null] });
  });

  it('is shallow', () => {
    let deep: unknown = '底';
    for (let level = 0; level < 5_000; level += 1) deep = { deep };
    expect(JSON.stringify(plainRaw(deep)).match(/deep/g)).toHaveLength(31);
  });

  it('loses its longest text above 64 KB, and of two copies the second', () => {
    const text = '一'.repeat(15_000);
    expect(plainRaw({ Content: text, OriginalContent: text, MsgType: 1 })).toEqual({
      Content: text,
      OriginalContent: '',
      MsgType: 1,
    });
  });

  it('is nothing when there is nothing', () => {
    expect([plainRaw(undefined), plainRaw(null), plainRaw(() => 1)]).toEqual([undefined, undefined, undefined]);
  });
});

describe('what waits for the database', () => {
  const update = (key: number): IntakeUpdate => ({
    account: 'wechat',
    updateKey: String(key),
    messageKey: null,
    conversation: conversationId({ platform: 'wechat', chat: 'a' }),
    payload: {},
  });

  it('is bounded; what finds no place is counted, the rest enters in order', async () => {
    const intake = createRecordingIntake();
    const release = intake.hold();
    const takeIn = createTakeIn({ intake, sleep: async () => {}, log: silentLogger });
    for (let key = 0; key < 2_003; key += 1) takeIn.add(async () => update(key));
    expect(takeIn.lost).toBe(3);
    release();
    await takeIn.stop(5_000);
    expect(intake.updates.map(({ updateKey }) => Number(updateKey))).toEqual(
      Array.from({ length: 2_000 }, (_, i) => i),
    );
  });

  it('is left without its raw data when it can never be stored with them', async () => {
    const intake = createRecordingIntake();
    intake.fail(1, new Error('invalid input'));
    const takeIn = createTakeIn({ intake, sleep: async () => {}, log: silentLogger });
    const payload = { kind: 'said', receivedAt: 1, message: { id: '1', text: '我参加', raw: { odd: true } } };
    takeIn.add(async () => ({ ...update(1), payload }));
    await takeIn.stop(5_000);
    expect(intake.updates).toMatchObject([{ payload: { message: { text: '我参加' } } }]);
    expect(JSON.stringify(intake.updates)).not.toContain('odd');
  });
});

describe('settings of WeChat', () => {
  it.each(['wechaty-puppet-wechat4u', '@juzi/wechaty-puppet-service'])('take %s', (name) => {
    expect(parseConfig({ WECHATY_PUPPET: name })).toMatchObject({ WECHATY_PUPPET: name, WECHAT_DAILY_CAP: 300 });
  });

  it.each(['wechat4u', '../wechaty-puppet-x', 'wechaty-puppet-', 'file:///srv/wechaty-puppet-x'])(
    'refuse %s',
    (name) => {
      expect(() => parseConfig({ WECHATY_PUPPET: name })).toThrow(
        /WECHATY_PUPPET: must be the npm package of a puppet/,
      );
    },
  );

  it('need a puppet for a token, which is a secret', () => {
    expect(() => parseConfig({ WECHATY_PUPPET_TOKEN: 'puppet_abc123' })).toThrow(/WECHATY_PUPPET: is needed/);
    const config = parseConfig({ WECHATY_PUPPET: 'wechaty-puppet-service', WECHATY_PUPPET_TOKEN: 'puppet_abc123' });
    expect(secretsOf(config)).toContain('puppet_abc123');
  });

  it('keep the cap within reason', () => {
    expect(() => parseConfig({ WECHAT_DAILY_CAP: '0' })).toThrow(/WECHAT_DAILY_CAP: must be 1 or more/);
  });
});
