import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Capabilities } from '../../src/chat/chat-adapter.ts';
import type { InboundMessage, OutboundBody } from '../../src/chat/message.ts';
import type { AdapterHarness } from './chat-adapter.suite.ts';

/** What each declared capability needs of the harness, so that none goes unproved. */
const needed: Readonly<Partial<Record<keyof Capabilities, (door: AdapterHarness) => boolean>>> = {
  reactions: (door) => door.reactionsOn !== undefined,
  polls: (door) => door.votes !== undefined,
};

/** What only some doors can: proved where it is there, and where it is not, that something readable stands in for it. */
export function describeAbilities(name: string, open: () => Promise<AdapterHarness>): void {
  describe(`what the ${name} door can`, () => {
    let door: AdapterHarness;
    beforeEach(async () => {
      door = await open();
    });
    afterEach(async () => {
      await door.close();
    });
    const next = async (): Promise<InboundMessage> => {
      const message = door.adapter.parse(await door.nextPayload());
      if (!message) throw new Error('the update was not read as a message');
      return message;
    };
    let sent = 0;
    const send = (body: OutboundBody) => {
      sent += 1;
      return door.adapter.send({ key: `${name}-ability-${sent}`, conversation: door.group, body });
    };
    const shown = async (messageId: string) => {
      const message = await door.shown(messageId);
      if (!message) throw new Error('the group does not show the message');
      return message;
    };

    it('is proved wherever it is declared', () => {
      const { capabilities } = door.adapter;
      const unproved = Object.entries(needed).filter(
        ([key, has]) => Reflect.get(capabilities, key) === true && !has(door),
      );
      expect(unproved.map(([key]) => key)).toEqual([]);
    });

    it('a heading above the words', async () => {
      const { messageId } = await send({ title: '活动通知', text: '周五下午三点 <社区> & 二楼' });
      const { text } = await shown(messageId);
      expect(text).toMatch(/活动通知[】]?\n+周五下午三点 <社区> & 二楼/);
    });

    it('a long text whole, without cutting a character in two', async () => {
      const paragraph = '西门路灯坏了👨‍👩‍👧，晚上很黑，老人出门不方便。'.repeat(20);
      const whole = Array.from({ length: 12 }, (_, index) => `第${index + 1}段：${paragraph}`).join('\n\n');
      await send({ text: whole });
      const squeeze = (text: string) => text.replaceAll(/\s|（\d+\/\d+）/g, '');
      expect(squeeze(await door.allShown())).toContain(squeeze(whole));
    });

    it('a choice that everybody can make: buttons, or numbers in words', async () => {
      const buttons = [
        [
          { label: '参加', action: 'roll:1:join' },
          { label: '请假', action: 'roll:1:leave' },
        ],
      ];
      const { messageId } = await send({ text: '周五学习会', buttons });
      const there = await shown(messageId);
      const offered = there.buttons.flat().map(({ label }) => label);
      expect(offered.length > 0 ? offered.join(' ') : there.text).toMatch(/(?:^|1\s*)参加[\s\S]*请假/);
    });

    it('a poll: as one of the platform’s own, or as a choice', async () => {
      const { messageId } = await send({
        text: '下次放在哪天？',
        poll: { options: ['周五', '周六'], several: false },
        buttons: [[{ label: '周五', action: 'vote:1:0' }], [{ label: '周六', action: 'vote:1:1' }]],
      });
      const there = await shown(messageId);
      const options = [...(there.options ?? []), ...there.buttons.flat().map(({ label }) => label)];
      expect(there.text).toContain('下次放在哪天？');
      expect(`${options.join(' ')} ${there.text}`).toMatch(/周五[\s\S]*周六/);
    });

    it('a vote, and its withdrawal', async ({ skip }) => {
      const votes = door.votes ?? skip('no polls of its own');
      const { messageId, pollId } = await send({ text: '哪天？', poll: { options: ['周五', '周六'], several: false } });
      await votes(messageId, [1]);
      expect(await next()).toMatchObject({ event: 'vote', vote: { pollId, options: [1] }, sender: { name: '张伟' } });
      await votes(messageId, []);
      expect(await next()).toMatchObject({ event: 'vote', vote: { pollId, options: [] } });
      await door.adapter.closePoll?.(messageId, door.group);
      await expect(votes(messageId, [0])).rejects.toThrow(/closed/);
    });

    it('an emoji on a message instead of words, or the words', async () => {
      await door.says('收到');
      const { messageId: question } = await next();
      const { messageId } = await send({ text: '已记：收到', reaction: '👍', replyTo: question });
      const seen = door.reactionsOn ? (await door.reactionsOn(question)).join('') : (await shown(messageId)).text;
      expect(seen).toMatch(/👍|已记：收到/);
    });

    it('that a message was taken back', async ({ skip }) => {
      const takesBack = door.takesBack ?? skip('the platform does not tell');
      await door.says('我报名');
      const { messageId } = await next();
      await takesBack();
      expect(await next()).toMatchObject({ event: 'recalled', messageId, sender: { name: '张伟' } });
    });

    it('a changed message as a new version of the same', async ({ skip }) => {
      const edits = door.edits ?? skip('nothing said there can be changed');
      await door.says('社情民意：西门路灯坏');
      const first = await next();
      await edits('社情民意：西门路灯坏了三天');
      const second = await next();
      expect(second).toMatchObject({ messageId: first.messageId, text: '社情民意：西门路灯坏了三天' });
      expect(second.editVersion).toBeGreaterThan(first.editVersion);
    });

    it('the parts of an album as parts of one', async ({ skip }) => {
      const sendsAlbum = door.sendsAlbum ?? skip('several files come in one message, or one by one');
      await sendsAlbum(2, '社情民意：西门路灯坏了');
      const parts = [await next(), await next()];
      expect(new Set(parts.map(({ album }) => album)).size).toBe(1);
      expect(parts[0]?.album).toBeTypeOf('string');
      expect(parts.map(({ text }) => text).toSorted()).toEqual(['', '社情民意：西门路灯坏了']);
      expect(parts.every(({ files }) => files.length === 1)).toBe(true);
    });

    it('a relay list with who wrote which row', async ({ skip }) => {
      const startsRelay = door.startsRelay ?? skip('no relay lists of its own');
      await startsRelay('周五学习会', ['张伟', '李芳 +1']);
      const { text, relay } = await next();
      expect(text).toMatch(/^#接龙[\s\S]*1[.、] ?张伟[\s\S]*2[.、] ?李芳/);
      expect(relay?.entries.map((entry) => entry.text)).toEqual(['张伟', '李芳 +1']);
      expect(relay?.entries.every(({ author, at }) => author !== null && at instanceof Date)).toBe(true);
    });

    it('says what does not work, in words for a secretary', () => {
      const { abilities = [] } = door.adapter.health();
      const silent = abilities.filter(({ state, advice }) => state !== 'works' && !/\p{Script=Han}/u.test(advice));
      expect(silent.map((ability) => ability.name)).toEqual([]);
    });

    it('opens a private talk by a link where it has one, and refuses a code that would break it', ({ skip }) => {
      const link = door.adapter.startLink?.bind(door.adapter) ?? skip('no links');
      expect(link('ABCD2345')).toMatch(/^https:\/\/\S+ABCD2345$/);
      expect(() => link('a b&c')).toThrow(/code/);
    });
  });
}
