import { AppError } from '../lib/errors.ts';

declare const brand: unique symbol;
/** `platform:chat` or `platform:chat:topic`; a colon or percent sign inside a part is percent-encoded. */
export type ConversationId = string & { readonly [brand]: 'ConversationId' };

export interface ConversationParts {
  platform: string;
  chat: string;
  topic?: string;
}

const encode = (part: string) => part.replaceAll('%', '%25').replaceAll(':', '%3A');
const decode = (part: string) => part.replaceAll('%3A', ':').replaceAll('%25', '%');

export function conversationId(parts: ConversationParts): ConversationId {
  const { platform, chat, topic } = parts;
  const list = topic === undefined ? [platform, chat] : [platform, chat, topic];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place that makes this brand
  return list.map(encode).join(':') as ConversationId;
}

/** @throws AppError `conversation.malformed` */
export function readConversationId(id: string): ConversationParts {
  const [platform, chat, topic, ...rest] = id.split(':').map(decode);
  if (!platform || !chat || rest.length > 0) {
    throw new AppError('conversation.malformed', 'a conversation id is platform:chat or platform:chat:topic');
  }
  return topic === undefined ? { platform, chat } : { platform, chat, topic };
}

/** Takes a stored string back as the id it was written as. */
export function asConversationId(id: string): ConversationId {
  return conversationId(readConversationId(id));
}

/** The group or private talk as a whole, whatever topic of it is meant. */
export function withoutTopic(id: ConversationId): ConversationId {
  const { platform, chat } = readConversationId(id);
  return conversationId({ platform, chat });
}
