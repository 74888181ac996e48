import { describe, expect, it } from 'vitest';
import { readPressId } from '../../../adapters/web/notices.ts';
import { parsePost } from '../../../adapters/web/parse-post.ts';

const payload = {
  id: 7,
  room: 'main',
  roomName: '示范支部',
  from: 'zhang-wei',
  fromName: '张伟',
  text: '@助手 反映路灯',
  replyTo: 5,
  files: [{ name: 'a.png', type: 'image/png', size: 3, sha256: 'ab' }],
  action: null,
  at: '2026-03-06T07:00:00.000Z',
};

describe('parsePost', () => {
  it('reads words, answers and files', () => {
    expect(parsePost(payload)).toEqual({
      event: 'message',
      platform: 'web',
      conversation: 'web:main',
      kind: 'group',
      chatTitle: '示范支部',
      messageId: '7',
      editVersion: 0,
      sender: { id: 'zhang-wei', name: '张伟' },
      text: '反映路灯',
      mentionsBot: true,
      replyTo: '5',
      files: payload.files,
      at: new Date('2026-03-06T07:00:00.000Z'),
    });
  });

  it('knows a private talk by its room', () => {
    const message = parsePost({ ...payload, room: 'dm:zhang-wei', replyTo: null });
    expect(message).toMatchObject({ kind: 'dm', conversation: 'web:dm%3Azhang-wei' });
    expect(message).not.toHaveProperty('replyTo');
  });

  it('reads a pressed button as of the message that carried it', () => {
    const message = parsePost({ ...payload, text: '', action: 'activity.join:3', files: [] });
    expect(message).toMatchObject({ event: 'action', messageId: '5', text: '', action: 'activity.join:3' });
    expect(message).not.toHaveProperty('replyTo');
    expect(readPressId(message?.actionId ?? '')).toEqual({ room: 'main', from: 'zhang-wei' });
  });

  it.each([[null], [{}], [[]], ['x'], [{ ...payload, id: '7' }], [{ ...payload, at: '2026-02-30T00:00:00Z' }]])(
    'reads nothing in %j',
    (odd) => expect(parsePost(odd)).toBeNull(),
  );
});

describe('readPressId', () => {
  it.each(['', '5', '[]', '["main"]', '[1,2]', 'null', '{"0":"a"}', 'not json'])('reads nothing in %j', (id) =>
    expect(readPressId(id)).toBeNull(),
  );
});
