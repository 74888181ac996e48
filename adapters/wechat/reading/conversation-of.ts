import { conversationId, type ConversationId } from '../../../src/chat/conversation-id.ts';
import type { WechatPayload } from '../payload-schema.ts';

/** The room, or the private talk with whoever spoke; `none` when there is neither. */
export function conversationOf({ room, talker }: Pick<WechatPayload, 'room' | 'talker'>): ConversationId {
  return conversationId({ platform: 'wechat', chat: (room?.id ?? talker?.id) || 'none' });
}
