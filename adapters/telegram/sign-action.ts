import { createHmac, timingSafeEqual } from 'node:crypto';

/** Telegram's limit for the data of a button, bytes of UTF-8. */
const dataLimit = 64;
/** Characters of a signature: 48 bits, of which nobody can try more than a few a second. */
const signatureLength = 8;
const mark = '~';

/** Bytes of UTF-8 that an action may have. */
export const actionLimit = dataLimit - signatureLength - mark.length;

/**
 * Signs the data of buttons. Telegram hands on whatever a client says was pressed, so without a signature anybody could
 * press buttons that were never shown.
 */
export interface ActionSigner {
  /** @returns the action with its signature, at most 64 bytes for an action of at most `actionLimit` */
  sign(action: string): string;
  /** @returns the action; '' when we did not sign it */
  read(data: string): string;
}

/** @param token a new one makes the buttons of the old one invalid */
export function createActionSigner(token: string): ActionSigner {
  const key = createHmac('sha256', token).update('tongxin telegram button v1').digest();
  const signatureOf = (action: string) =>
    createHmac('sha256', key).update(action).digest('base64url').slice(0, signatureLength);
  return {
    sign: (action) => `${action}${mark}${signatureOf(action)}`,
    read(data) {
      const end = data.lastIndexOf(mark);
      const action = data.slice(0, Math.max(0, end));
      const given = Buffer.from(data.slice(end + 1));
      const expected = Buffer.from(signatureOf(action));
      return given.length === expected.length && timingSafeEqual(given, expected) ? action : '';
    },
  };
}
