import { assert, option, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conversationId, readConversationId, withoutTopic } from '../../../src/chat/conversation-id.ts';

describe('conversation id', () => {
  it('is readable', () => {
    expect(conversationId({ platform: 'telegram', chat: '-100123', topic: '7' })).toBe('telegram:-100123:7');
    expect(conversationId({ platform: 'web', chat: 'dm:zhang-wei' })).toBe('web:dm%3Azhang-wei');
  });

  it('comes back as it was built, whatever the parts hold', () => {
    const part = string({ minLength: 1 });
    assert(
      property(part, part, option(string(), { nil: undefined }), (platform, chat, topic) => {
        const parts = topic === undefined ? { platform, chat } : { platform, chat, topic };
        expect(readConversationId(conversationId(parts))).toEqual(parts);
      }),
    );
  });

  it('can leave the topic out', () => {
    expect(withoutTopic(conversationId({ platform: 'telegram', chat: '-1', topic: '7' }))).toBe('telegram:-1');
  });

  it.each(['', 'web', 'web:', ':x', 'a:b:c:d'])('refuses %j', (id) => {
    expect(() => readConversationId(id)).toThrow(/conversation id/);
  });
});
