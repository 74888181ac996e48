import { z } from 'zod';
import { defineCommand, type Command } from '../../chat/command.ts';
import { planPoll } from './ask-poll.ts';
import { endPoll } from './end-poll.ts';
import { askers } from './poll.policy.ts';
import { looksLikePoll } from './read-poll.ts';
import { showNames, showResults } from './show-polls.ts';
import { texts } from './texts.ts';

const asked = z.string().refine(looksLikePoll);

export const pollCommands: readonly Command[] = [
  defineCommand({
    name: 'polls.ask',
    words: ['投票', '发起投票', '单选投票', '投票(单选)'],
    alias: 'poll',
    who: askers,
    match: 'prefix',
    args: asked,
    help: (locale) => texts(locale)('ask_help'),
    usage: (locale) => texts(locale)('plan_no_options'),
    handle: planPoll,
  }),
  defineCommand({
    name: 'polls.ask_several',
    words: ['多选投票', '投票(可多选)', '投票(多选)'],
    alias: 'multipoll',
    unlisted: true,
    who: askers,
    match: 'prefix',
    args: asked.transform((text) => `（可多选）${text}`),
    help: (locale) => texts(locale)('ask_help'),
    usage: (locale) => texts(locale)('plan_no_options'),
    handle: planPoll,
  }),
  defineCommand({
    name: 'polls.result',
    words: ['投票结果', '投票情况', '看投票'],
    alias: 'pollresult',
    who: 'member',
    match: 'whole',
    args: z.string(),
    help: (locale) => texts(locale)('result_help'),
    usage: (locale) => texts(locale)('result_usage'),
    handle: showResults,
  }),
  defineCommand({
    name: 'polls.names',
    words: ['投票名单', '谁投了票'],
    alias: 'pollnames',
    who: ['secretary'],
    match: 'whole',
    args: z.string(),
    help: (locale) => texts(locale)('names_help'),
    usage: (locale) => texts(locale)('names_usage'),
    handle: showNames,
  }),
  defineCommand({
    name: 'polls.end',
    words: ['结束投票', '关闭投票', '停止投票', '投票结束'],
    alias: 'endpoll',
    who: askers,
    match: 'whole',
    args: z.string(),
    help: (locale) => texts(locale)('end_help'),
    usage: (locale) => texts(locale)('end_usage'),
    handle: endPoll,
  }),
];
