/**
 * The number of a message for a call that quotes it or reacts to it. A reaction is answered at the message that it was
 * put on; what stands for no message, such as a vote, has no number.
 */
export function messageNumber(messageId: string): number | null {
  const number = /^(?:reaction:)?(\d+)(?::|$)/.exec(messageId)?.[1];
  return number === undefined ? null : Number(number);
}

/** A reaction, to which Telegram lets nobody react. */
export const isReactionId = (messageId: string) => messageId.startsWith('reaction:');
