import { z } from 'zod';
import { defineCommand } from '../../../chat/command.ts';
import { cleanText } from '../../../lib/text.ts';
import { texts } from '../texts.ts';
import { previewPaste } from './preview-paste.ts';
import { isPaste } from './read-paste.ts';

/** Longest paste. */
const longest = 20_000;

const pasted = z.union([
  z
    .string()
    .min(1)
    .max(longest)
    .transform((text) => ({ text: cleanText(text), commanded: true })),
  z.object({ said: z.string().max(longest) }).transform(({ said }) => ({ text: cleanText(said), commanded: false })),
]);

/** What did not come in by itself: a relay list, a roll, answers of others, pasted by a secretary. */
export const pasteCommand = defineCommand({
  name: 'activities.paste',
  words: ['代录', '代录名单'],
  alias: 'paste',
  who: ['secretary'],
  match: 'prefix',
  args: pasted,
  help: (locale) => texts(locale)('paste_help'),
  usage: (locale) => texts(locale)('paste_usage'),
  recognise: (text) => (isPaste(text) ? { said: text } : null),
  handle: previewPaste,
});
