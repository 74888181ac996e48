/** What a link may hand to a bot (core.telegram.org/bots/features, "Deep linking"). */
const linkable = /^[\w-]{1,64}$/;

/**
 * A link that opens the private talk with the bot and says `/start <code>` there.
 * @returns null while the bot's name is unknown, and for a code that no link can carry
 */
export function startLink(username: string | undefined, code: string): string | null {
  if (username === undefined || !linkable.test(code)) return null;
  return `https://t.me/${username}?start=${code}`;
}
