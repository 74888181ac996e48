import { z } from 'zod';
import { defineCommand } from '../../../chat/command.ts';
import { previewPaste } from '../paste/preview-paste.ts';
import { texts } from '../texts.ts';
import { readRelayList } from './read-relay-list.ts';
import { takeRelay } from './take-relay.ts';

/** A relay list in a chat is a sign-up; nobody has to say a word beside it. */
export const relayCommand = defineCommand({
  name: 'activities.relay',
  words: ['登记接龙'],
  alias: 'relay',
  unlisted: true,
  who: 'member',
  match: 'prefix',
  args: z.string().refine((text) => readRelayList(text) !== null),
  help: (locale) => texts(locale)('relay_help'),
  usage: (locale) => texts(locale)('relay_usage'),
  keptFromStrangers: true,
  recognise: (text) => (readRelayList(text) ? text : null),
  // In private a secretary passes on the list of a group that the bot does not hear: everybody's rows, with a preview.
  handle: (context, text) =>
    context.message.kind === 'dm' && context.person.role === 'secretary'
      ? previewPaste(context, { text, commanded: true })
      : takeRelay(context, text),
});
