import type { BotMessage, WechatWorld, WorldPerson, WorldRoom } from './world.ts';

/** What somebody looking at a conversation on WeChat sees of the bot. */
export interface Phone {
  /** What was seen before is not seen again. */
  sees(words: RegExp, withinMs?: number): Promise<BotMessage>;
}

/** The screen of a room, or of the private talk with somebody. */
export function openPhone(world: WechatWorld, place: WorldRoom | WorldPerson): Phone {
  let seen = 0;
  // The same screen, whatever id it has under the present login.
  const ids = new Set<string>();
  const shown = () => world.sent.filter(({ conversationId }) => ids.add(place.id).has(conversationId));
  return {
    sees(words, withinMs = 20_000) {
      const look = () => {
        const index = shown().findIndex(({ text }, at) => at >= seen && words.test(text));
        if (index < 0) return undefined;
        seen = index + 1;
        return shown()[index];
      };
      const soFar = () => JSON.stringify(shown().map(({ text }) => text.slice(0, 200)));
      return world.bell.until(look, () => `${String(words)}; the bot said ${soFar()}`, withinMs);
    },
  };
}
