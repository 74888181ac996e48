import { assert as holds, jsonValue, nat, property } from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SendError, type ChatAdapter } from '../../src/chat/chat-adapter.ts';
import type { ConversationId } from '../../src/chat/conversation-id.ts';
import { describeAbilities } from './abilities.suite.ts';
import type { Button, InboundMessage, OutboundBody, OutboundFile } from '../../src/chat/message.ts';

/**
 * What every door promises, whatever the platform. To join, write `test/contract/<platform>-adapter.test.ts`:
 *
 *     describeChatAdapter('web', openWebHarness);
 *
 * where the harness starts the adapter against the platform, or a stand-in of it over the real transport, with one
 * person 张伟 in one group and one private talk, and `close` ends both. Leave out `intake` where what people say reaches
 * the inbox by another way than ChatAdapter.start, `redelivers` where the platform never sends anything twice, and
 * `faults` where there is no network between; the tests of these are skipped then.
 */
export interface AdapterHarness {
  adapter: ChatAdapter;
  group: ConversationId;
  dm: ConversationId;
  /** 张伟 says something. A mention is the platform's own way to call the bot at the beginning. */
  says(text: string, options?: { in?: 'group' | 'dm'; replyTo?: string; mention?: boolean }): Promise<void>;
  sendsFile(file: { name: string; type: string; bytes: Buffer }, caption: string): Promise<void>;
  presses(messageId: string, label: string): Promise<void>;
  /** The payload of the next update in the inbox, waiting for it. */
  nextPayload(): Promise<unknown>;
  /** What the group shows of a message of the bot now. */
  shown(messageId: string): Promise<ShownMessage | null>;
  /** Every word of the bot that the group shows now, oldest first, as one text. */
  allShown(): Promise<string>;
  /** False where a file has no words with it: people say them in a message of their own. Default true. */
  hasCaptions?: boolean;
  /** Milliseconds that the platform asks to wait when it is too fast. Default 3000. */
  asksToWaitMs?: number;
  /** Below: only where the platform has it; a declared capability needs its way here. */
  /** 张伟 answers the poll of that message. Throws “closed” once it is. */
  votes?(messageId: string, options: readonly number[]): Promise<void>;
  /** Emoji that the bot put on a message. */
  reactionsOn?(messageId: string): Promise<readonly string[]>;
  /** 张伟 takes back, or changes, what they said last in the group. */
  takesBack?(): Promise<void>;
  edits?(text: string): Promise<void>;
  /** 张伟 sends so many files as one album. */
  sendsAlbum?(files: number, caption: string): Promise<void>;
  /** 张伟 begins a relay list whose rows are from 张伟 and others. */
  startsRelay?(title: string, rows: readonly string[]): Promise<void>;
  /** Puts bytes where outgoing files are read. */
  keepFile(name: string, type: string, bytes: Buffer): Promise<OutboundFile>;
  intake?: {
    /** Nothing is committed until the returned function is called. */
    hold(): () => void;
    fail(times: number): void;
    /** Resolves when the intake has been tried so often. */
    attempted(times: number): Promise<void>;
    /** How many updates the platform takes for received. */
    acknowledged(): number;
    /** Resolves when the platform takes everything for received. */
    allAcknowledged(): Promise<void>;
  };
  /** The platform sends the last update once more. @returns keys of both */
  redelivers?: () => Promise<readonly { updateKey: string; messageKey: string | null }[]>;
  /** The next send meets this. cut: the platform has it, but its answer is lost. */
  faults?: (kind: 'too_fast' | 'forbidden' | 'server_error' | 'cut') => void;
  close(): Promise<void>;
}

export interface ShownMessage {
  text: string;
  buttons: readonly (readonly Button[])[];
  files: readonly { name: string; bytes: Buffer }[];
  replyTo: string | null;
  /** Options of a native poll. */
  options?: readonly string[];
}

export function describeChatAdapter(name: string, open: () => Promise<AdapterHarness>): void {
  describeAbilities(name, open);
  describe(`the ${name} door`, () => {
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
      return door.adapter.send({ key: `${name}-${sent}`, conversation: door.group, body });
    };
    const refusal = async (body: OutboundBody): Promise<SendError> => {
      const error: unknown = await send(body).catch((reason: unknown) => reason);
      if (!(error instanceof SendError)) throw new Error('the send was not refused with a SendError');
      return error;
    };

    describe('hears', () => {
      it('words in a group, with their speaker', async () => {
        await door.says('西门路灯坏了🌧️，晚上很黑');
        expect(await next()).toMatchObject({
          event: 'message',
          platform: door.adapter.platform,
          conversation: door.group,
          kind: 'group',
          text: '西门路灯坏了🌧️，晚上很黑',
          mentionsBot: false,
          editVersion: 0,
          sender: { name: '张伟' },
          files: [],
        });
      });

      it('words in a private talk', async () => {
        await door.says('我的积分', { in: 'dm' });
        expect(await next()).toMatchObject({ conversation: door.dm, kind: 'dm', text: '我的积分' });
      });

      it('a mention, and takes it off the beginning', async () => {
        await door.says('反映西门路灯坏了', { mention: true });
        expect(await next()).toMatchObject({ text: '反映西门路灯坏了', mentionsBot: true });
      });

      it('which message an answer is to', async () => {
        const { messageId } = await send({ text: '周五学习会，参加吗？' });
        await door.says('参加', { replyTo: messageId });
        const answer = await next();
        expect(answer.text).toBe('参加');
        // By its id, or where the platform gives none, by the words that were quoted.
        expect(answer.replyTo ?? answer.quotedText).toMatch(
          answer.replyTo === undefined ? /^周五学习会，参加吗？$/ : new RegExp(`^${messageId}$`),
        );
      });

      it('a pressed button, with the message that carried it', async ({ skip }) => {
        if (!door.adapter.capabilities.buttons) skip('no buttons: numbers in words stand in, see what it can');
        const { messageId } = await send({
          text: '请选择',
          buttons: [[{ label: '参加', action: 'activity.join:12' }]],
        });
        await door.presses(messageId, '参加');
        const press = await next();
        expect(press).toMatchObject({
          event: 'action',
          conversation: door.group,
          messageId,
          action: 'activity.join:12',
          text: '',
          sender: { name: '张伟' },
        });
        await expect(door.adapter.answerAction?.(press.actionId ?? '', '已记下')).resolves.toBeUndefined();
      });

      const photo = { name: '西门路灯.txt', type: 'text/plain', bytes: Buffer.from('西门路灯照片') };

      it('a file with its words, where it has any', async () => {
        await door.sendsFile(photo, '社情民意：西门路灯坏了');
        const { text, files } = await next();
        expect(text).toBe(door.hasCaptions === false ? '' : '社情民意：西门路灯坏了');
        expect(files).toHaveLength(1);
        expect(files[0]).toMatchObject({ name: photo.name, type: photo.type, size: photo.bytes.length });
        // Either the bytes are kept already, or the platform has them.
        expect(files[0]?.sha256 !== undefined || files[0]?.remote !== undefined).toBe(true);
      });

      it('a file whose bytes are still with the platform, and gets them', async ({ skip }) => {
        await door.sendsFile(photo, '看照片');
        const { files } = await next();
        const remote = files[0]?.remote ?? skip('files are kept before the message is');
        expect(await door.adapter.fetchFile?.(remote, 1000)).toEqual(photo.bytes);
        await expect(door.adapter.fetchFile?.(remote, 3)).rejects.toMatchObject({ code: 'file.too_large' });
      });

      it('each message under an id of its own, in order', async () => {
        await door.says('一');
        await door.says('二');
        const [first, second] = [await next(), await next()];
        expect([first.text, second.text]).toEqual(['一', '二']);
        expect(first.messageId).not.toBe(second.messageId);
      });

      it('nothing in what it does not understand, and never throws', async () => {
        await door.says('参加');
        const payload = await door.nextPayload();
        const read = (value: unknown) => door.adapter.parse(value);
        holds(property(jsonValue(), (value) => void read(value)));
        holds(
          property(nat(), jsonValue(), (place, value) => void read(replaceAt(payload, place, value))),
          { numRuns: 500 },
        );
        expect(read(null)).toBeNull();
        expect(read({})).toBeNull();
      });
    });

    describe('speaks', () => {
      it('words, answering a message', async () => {
        const { messageId: question } = await send({ text: '第一条' });
        const { messageId } = await send({ text: '已记：张伟 参加 <b>*_[', replyTo: question });
        const there = await door.shown(messageId);
        expect(there).toMatchObject({ text: '已记：张伟 参加 <b>*_[', files: [] });
        expect([question, null]).toContain(there?.replyTo);
      });

      it('buttons, and changes words and buttons of what it said', async ({ skip }) => {
        const { buttons, edit } = door.adapter.capabilities;
        if (!buttons || !edit) skip('what was said stays as it was');
        const { messageId } = await send({ text: '待定', buttons: [[{ label: '确认', action: 'draft.confirm:1' }]] });
        expect((await door.shown(messageId))?.buttons).toEqual([[{ label: '确认', action: 'draft.confirm:1' }]]);
        const change = { key: 'change', conversation: door.group, body: { text: '已确认' } };
        await door.adapter.edit(messageId, change);
        expect(await door.shown(messageId)).toMatchObject({ text: '已确认', buttons: [] });
        // A change that changes nothing is done, not failed.
        await door.adapter.edit(messageId, { ...change, key: 'change-again' });
      });

      it('files with their Chinese names', async () => {
        const bytes = Buffer.from('提案草稿');
        const file = await door.keepFile('关于完善路灯的建议.docx', 'application/octet-stream', bytes);
        const { messageId } = await send({ text: '草稿来了', files: [file] });
        const shown = await door.shown(messageId);
        expect(shown?.files).toEqual([{ name: '关于完善路灯的建议.docx', bytes }]);
        expect(await door.allShown()).toContain('草稿来了');
      });
    });

    describe('keeps its word to the platform', () => {
      it('acknowledges nothing before it is stored', async ({ skip }) => {
        const intake = door.intake ?? skip('the intake is not the adapter’s');
        const release = intake.hold();
        await door.says('社情民意：西门路灯坏了');
        await intake.attempted(1);
        expect(intake.acknowledged()).toBe(0);
        release();
        await intake.allAcknowledged();
        expect((await next()).text).toContain('西门路灯');
      });

      it('gets again what could not be stored', async ({ skip }) => {
        const intake = door.intake ?? skip('the intake is not the adapter’s');
        intake.fail(2);
        await door.says('社情民意：西门路灯坏了');
        await intake.attempted(3);
        expect((await next()).text).toContain('西门路灯');
        await intake.allAcknowledged();
      });

      it('gives an update that comes twice the same keys', async ({ skip }) => {
        const redeliver = door.redelivers ?? skip('nothing comes twice');
        await door.says('参加');
        const keys = await redeliver();
        expect(keys).toHaveLength(2);
        expect(keys[0]).toEqual(keys[1]);
      });

      it('ends its intake within two seconds', async () => {
        const begun = performance.now();
        await door.adapter.stop();
        expect(performance.now() - begun).toBeLessThan(2000);
        expect(door.adapter.health().ok).toBe(false);
      });
    });

    describe('says what became of a send', () => {
      it('too fast: refused, with the wait that was asked for', async ({ skip }) => {
        const fault = door.faults ?? skip('no network between');
        fault('too_fast');
        expect(await refusal({ text: '提醒' })).toMatchObject({
          outcome: 'refused',
          permanent: false,
          retryAfterMs: door.asksToWaitMs ?? 3000,
        });
      });

      it('not allowed: refused for good', async ({ skip }) => {
        const fault = door.faults ?? skip('no network between');
        fault('forbidden');
        expect(await refusal({ text: '提醒' })).toMatchObject({ outcome: 'refused', permanent: true });
      });

      it('the platform is out of order: refused, may be repeated', async ({ skip }) => {
        const fault = door.faults ?? skip('no network between');
        fault('server_error');
        expect(await refusal({ text: '提醒' })).toMatchObject({ outcome: 'refused', permanent: false });
      });

      it('cut off before the answer: unknown', async ({ skip }) => {
        const fault = door.faults ?? skip('no network between');
        fault('cut');
        expect(await refusal({ text: '提醒' })).toMatchObject({ outcome: 'unknown' });
      });
    });
  });
}

/** A copy of `payload` in which the n-th of all places, counted around, holds `value`. */
function replaceAt(payload: unknown, place: number, value: unknown): unknown {
  const copy: unknown = structuredClone(payload);
  const places: [object, string][] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, inner] of Object.entries(node)) {
      places.push([node, key]);
      visit(inner);
    }
  };
  visit(copy);
  const chosen = places[place % places.length];
  if (chosen) Reflect.set(chosen[0], chosen[1], value);
  return copy;
}
