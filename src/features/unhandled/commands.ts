import { z } from 'zod';
import { defineCommand, type Command } from '../../chat/command.ts';
import { showUnhandled, type ReadUpdate } from './show-unhandled.ts';
import { texts } from './texts.ts';

export const unhandledCommands = (read: ReadUpdate): readonly Command[] => [
  defineCommand({
    name: 'unhandled.list',
    words: ['搁置', '没处理的', '搁置的消息'],
    alias: 'unhandled',
    who: ['secretary'],
    match: 'whole',
    args: z.string(),
    help: (locale) => texts(locale)('help'),
    usage: (locale) => texts(locale)('usage'),
    handle: (context) => showUnhandled(context, read),
  }),
];
