import { isMemberContext, type HandlingContext, type MemberContext } from './handling-context.ts';
import type { Menu } from './outbox/menu.store.ts';
import type { Registry } from './registry.ts';
import { texts } from './texts.ts';

/** Runs the action behind a button. @returns the short word for who pressed */
export async function pressButton(registry: Registry, context: HandlingContext): Promise<string> {
  const t = texts(context.locale);
  const [name = '', ...rest] = (context.message.action ?? '').split(':');
  const action = registry.action(name);
  if (!action) return t('action.gone');
  if (!isMemberContext(context)) return t('action.stranger');
  return action.handle(context, rest.join(':'));
}

/**
 * A number was written where others press: it is that press, and the word which they see for a moment is said, unless the
 * action has said something itself.
 */
export async function pressByNumber(
  registry: Registry,
  context: MemberContext,
  { messageId, actions }: Menu,
  number: number,
): Promise<void> {
  let said = false;
  const pressed: MemberContext = {
    ...context,
    message: {
      ...context.message,
      event: 'action',
      text: '',
      messageId: messageId ?? context.message.messageId,
      action: actions[number - 1] ?? '',
    },
    reply(...answer) {
      said = true;
      return context.reply(...answer);
    },
    replyPrivately(...answer) {
      said = true;
      return context.replyPrivately(...answer);
    },
  };
  const word = await pressButton(registry, pressed);
  if (!said) await context.reply(word);
}
