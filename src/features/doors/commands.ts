import { z } from 'zod';
import { defineCommand, type Command } from '../../chat/command.ts';
import { presentDoors } from './door.present.ts';
import type { DoorStatus } from './door-status.ts';
import { texts } from './texts.ts';

/** @param doors how the doors of this process stand, asked each time */
export const doorCommands = (doors: () => readonly DoorStatus[]): readonly Command[] => [
  defineCommand({
    name: 'doors.status',
    words: ['通道状态', '微信状态', '通道'],
    alias: 'doors',
    who: ['secretary', 'leader'],
    match: 'whole',
    args: z.string(),
    help: (locale) => texts(locale)('help'),
    usage: (locale) => texts(locale)('usage'),
    async handle(context) {
      await context.reply(presentDoors(doors(), context.message.kind === 'dm', context));
    },
  }),
];
