import type { MemberContext } from '../../chat/handling-context.ts';
import type { StoredActivity } from './activity.store.ts';
import { texts } from './texts.ts';

/** An answer to something that takes none any more: says why, kindly. */
export async function sayClosed(context: MemberContext, { state, title }: StoredActivity): Promise<void> {
  await context.reply(texts(context.locale)(state === 'cancelled' ? 'roll_cancelled' : 'roll_over', { title }));
}
