import { AppError } from '../../src/lib/errors.ts';

/** What a link may hand to a bot (core.telegram.org/bots/features, "Deep linking"). */
const linkable = /^[\w-]{1,64}$/;

/**
 * A link that opens the private talk with the bot and says `/start <code>` there.
 * @returns null while the bot's name is unknown
 * @throws AppError `link.bad_code` for a code that no link can carry
 */
export function startLink(username: string | undefined, code: string): string | null {
  if (!linkable.test(code))
    throw new AppError('link.bad_code', 'the code of a link has 1 to 64 of A-Z, a-z, 0-9, _ and -');
  return username === undefined ? null : `https://t.me/${username}?start=${code}`;
}
