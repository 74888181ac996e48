import { z } from 'zod';
import { defineCommand, type Command } from '../../chat/command.ts';
import type { RoleName } from '../../chat/directory.ts';
import type { Action } from '../../chat/feature.ts';
import { cleanName, countCharacters } from '../../lib/text.ts';
import { accountCommands, linkCode } from './accounts/account-commands.ts';
import { bindGroup } from './bind-chat.ts';
import { decideById } from './decide-join.ts';
import { introduceSelf } from './introduce-self.ts';
import { linkByCode } from './accounts/link-by-code.ts';
import { addMembers, appoint, showRoster } from './manage-roster.ts';
import { presentHelp, presentOwnData, presentShortHelp } from './members.present.ts';
import { countOwnData } from './members.store.ts';
import type { ReadUpdate } from './accounts/quoted-account.ts';
import { texts } from './texts.ts';

/** Most names in one 添加会员. */
const mostNames = 30;

/** A name as people write it: what is left without punctuation around it, 1 to 20 characters. */
const personName = z
  .string()
  .transform((text) => cleanName(text).replace(/[。.!！,，、]+$/u, ''))
  .pipe(
    z
      .string()
      .min(1)
      .max(20)
      .regex(/^[^\n@/]+$/u),
  );

/** Characters that most family names begin with: tells 我是张三 from 我是觉得…. */
const surnames =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺';

/** What follows 我是: a name that begins like one, or anything name-like after a space. */
const ownName = personName.refine((name) =>
  /^[\p{L}·\s]{2,12}(?:（.{1,6}）)?$/u.test(name) && !/^\p{Script=Han}/u.test(name)
    ? true
    : surnames.includes(name[0] ?? '') && countCharacters(name) <= 12,
);

const names = z
  .string()
  .transform((text) => text.split(/[\s,，、;；]+/u).filter((name) => name !== ''))
  .pipe(z.array(personName).min(1).max(mostNames));

const roleOf: Readonly<Record<string, RoleName>> = {
  秘书: 'secretary',
  领导: 'leader',
  主委: 'leader',
  书记: 'leader',
  信息员: 'correspondent',
  联络员: 'correspondent',
  会员: 'member',
  党员: 'member',
};

const appointment = z.string().transform((text, check) => {
  const [, name, word] = /^(\S+?)[\s为]+(\S+)$/u.exec(text.trim()) ?? [];
  const role = roleOf[word ?? ''];
  if (name !== undefined && role !== undefined) return { name, role };
  check.addIssue({ code: 'custom', message: 'name and role' });
  return z.NEVER;
});

const bind = defineCommand({
  name: 'members.bind',
  words: ['绑定', '认领'],
  alias: 'bind',
  unlisted: true,
  who: 'anyone',
  match: 'prefix',
  args: z.string().trim().max(40),
  help: (locale) => texts(locale)('help.bind'),
  usage: (locale) => texts(locale)('bind.usage'),
  handle: bindGroup,
});

const introduce = defineCommand({
  name: 'members.introduce',
  words: ['我是', '我叫'],
  alias: 'iam',
  who: 'stranger',
  match: 'glued',
  args: ownName,
  help: (locale) => texts(locale)('introduce.help'),
  usage: (locale) => texts(locale)('introduce.usage'),
  handle: introduceSelf,
});

const add = defineCommand({
  name: 'members.add',
  words: ['添加会员', '添加成员', '添加党员'],
  alias: 'add',
  who: ['secretary'],
  match: 'prefix',
  args: names,
  help: (locale) => texts(locale)('add.help'),
  usage: (locale) => texts(locale)('add.usage'),
  handle: addMembers,
});

const list = defineCommand({
  name: 'members.list',
  words: ['会员名单', '成员名单', '党员名单'],
  alias: 'members',
  who: ['secretary', 'leader', 'correspondent'],
  match: 'whole',
  args: z.string(),
  help: (locale) => texts(locale)('list.help'),
  usage: (locale) => texts(locale)('list.usage'),
  handle: showRoster,
});

const appointMember = defineCommand({
  name: 'members.appoint',
  words: ['任命'],
  alias: 'appoint',
  who: ['secretary'],
  match: 'prefix',
  args: appointment,
  help: (locale) => texts(locale)('appoint.help'),
  usage: (locale) => texts(locale)('appoint.usage'),
  handle: (context, { name, role }) => appoint(context, name, role),
});

const ownData = defineCommand({
  name: 'members.own_data',
  words: ['我的数据', '我的信息'],
  alias: 'mydata',
  who: 'member',
  match: 'whole',
  args: z.string(),
  help: (locale) => texts(locale)('data.help'),
  usage: (locale) => texts(locale)('data.usage'),
  async handle(context) {
    const data = await countOwnData(context.tx, context.person.id);
    await context.replyPrivately(presentOwnData(context.person, data, context.locale));
  },
});

/** What a link says that only opens the private talk. */
const helloCode = 'hello';

type AllCommands = () => readonly Command[];

/** 帮助, and what Telegram's start button says: with a code behind it, it binds the account. */
const helpCommand = (
  all: AllCommands,
  words: { name: string; words: [string, ...string[]]; alias: string; unlisted?: true },
) =>
  defineCommand({
    ...words,
    who: 'anyone',
    match: 'whole',
    args: z.string(),
    help: (locale) => texts(locale)('help.help'),
    usage: (locale) => texts(locale)('help.usage'),
    async handle(context, rest) {
      const code = linkCode.safeParse(rest);
      if (words.alias === 'start' && code.success && rest !== helloCode) return linkByCode(context, code.data);
      const present = context.message.kind === 'group' ? presentShortHelp : presentHelp;
      await context.reply(present(all(), context.unit && context.person, context.locale));
    },
  });

/** @param all every command of the bot, for 帮助; asked late because it holds these too */
export const memberCommands = (all: AllCommands, read: ReadUpdate): readonly Command[] => [
  helpCommand(all, { name: 'members.help', words: ['帮助', '怎么用', '使用说明', 'help'], alias: 'help' }),
  helpCommand(all, { name: 'members.start', words: ['开始使用'], alias: 'start', unlisted: true }),
  bind,
  introduce,
  add,
  list,
  appointMember,
  ownData,
  ...accountCommands(read),
];

/** 同意 and 拒绝 as buttons: `join:<request>:agree`. */
export const joinAction: Action = {
  name: 'join',
  async handle(context, argument) {
    const [id, decision] = argument.split(':');
    const t = texts(context.locale);
    if (context.person.role !== 'secretary' || (decision !== 'agree' && decision !== 'refuse')) return t('decide.gone');
    const said = await decideById(context, Number(id), decision);
    await context.reply(said);
    return said;
  },
};
