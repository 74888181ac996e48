import { z } from 'zod';
import { defineCommand, type Command } from '../../chat/command.ts';
import { cleanText } from '../../lib/text.ts';
import { organisers } from './activity.policy.ts';
import { askToCancel } from './cancel-activity.ts';
import { checkIn } from './check-in.ts';
import { planActivity } from './plan-activity.ts';
import { readActivity } from './read-activity.ts';
import { listActivities, showRoll } from './show-roll.ts';
import { pasteCommand } from './paste/paste-commands.ts';
import { relayCommand } from './relay/relay-commands.ts';
import { texts } from './texts.ts';
import { writeReflection } from './write-reflection.ts';

/** A 心得 of at least five and at most 5,000 characters. */
const reflection = z
  .string()
  .transform((text) => cleanText(text).trim())
  .pipe(z.string().min(5).max(5_000));

/** The words after the command, or a whole sentence that was recognised as an announcement. */
const announcement = z.union([
  z.string().transform((text) => ({ text: cleanText(text), commanded: true })),
  z.object({ sentence: z.string() }).transform(({ sentence }) => ({ text: cleanText(sentence), commanded: false })),
]);

/** Everything that members and organisers say about activities in so many words. */
export const activityCommands: readonly Command[] = [
  // Before announcements: the title of a list may read like one.
  relayCommand,
  defineCommand({
    name: 'activities.plan',
    words: ['发起活动', '通知活动'],
    alias: 'plan',
    showFirst: true,
    who: organisers,
    match: 'prefix',
    args: announcement,
    help: (locale) => texts(locale)('plan_help'),
    usage: (locale) => texts(locale)('plan_usage'),
    recognise: (text, at) => (readActivity(text, at) ? { sentence: text } : null),
    handle: planActivity,
  }),
  defineCommand({
    name: 'activities.list',
    words: ['活动', '活动列表', '有什么活动', '最近活动'],
    alias: 'activities',
    showFirst: true,
    who: 'member',
    match: 'whole',
    args: z.string(),
    help: (locale) => texts(locale)('list_help'),
    usage: (locale) => texts(locale)('list_usage'),
    handle: listActivities,
  }),
  defineCommand({
    name: 'activities.roll_list',
    words: ['名单', '接龙名单', '报名名单', '谁参加', '谁报名了'],
    alias: 'roll',
    who: 'member',
    match: 'whole',
    args: z.string(),
    help: (locale) => texts(locale)('roll_help'),
    usage: (locale) => texts(locale)('roll_usage'),
    handle: showRoll,
  }),
  defineCommand({
    name: 'activities.check_in',
    words: ['签到', '打卡'],
    alias: 'checkin',
    showFirst: true,
    who: 'member',
    match: 'whole',
    args: z.string(),
    help: (locale) => texts(locale)('check_in_help'),
    usage: (locale) => texts(locale)('check_in_usage'),
    handle: checkIn,
  }),
  defineCommand({
    name: 'activities.reflect',
    words: ['心得', '交心得', '学习心得'],
    alias: 'reflect',
    showFirst: true,
    who: 'member',
    match: 'prefix',
    args: reflection,
    help: (locale) => texts(locale)('reflection_help'),
    usage: (locale) => texts(locale)('reflection_usage'),
    handle: writeReflection,
  }),
  defineCommand({
    name: 'activities.cancel',
    words: ['取消活动'],
    alias: 'cancel',
    who: organisers,
    match: 'prefix',
    args: z.string().max(100),
    help: (locale) => texts(locale)('cancel_help'),
    usage: (locale) => texts(locale)('cancel_usage'),
    handle: askToCancel,
  }),
  pasteCommand,
];
