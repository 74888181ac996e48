import { z } from 'zod';
import { defineCommand, type Command } from '../../../chat/command.ts';
import { cleanName } from '../../../lib/text.ts';
import { unbindGroup } from '../bind-chat.ts';
import { confirmSelf } from '../after-login/confirm-self.ts';
import { linkByCode, offerLinkCode } from './link-by-code.ts';
import { linkQuoted, listAccounts, proposeUnlink } from './manage-accounts.ts';
import type { ReadUpdate } from './quoted-account.ts';
import { texts } from '../texts.ts';

/** A member's name: one word of Chinese or Latin letters, perhaps with a note in brackets. */
const memberName = z
  .string()
  .transform((text) => cleanName(text).replace(/[。.!！,，]+$/u, ''))
  .pipe(z.string().regex(/^[\p{L}\p{N}·]{1,16}(?:[（(].{1,8}[)）])?$/u));

/** A code as people copy it: in any case, with spaces, hyphens or quotation marks. */
export const linkCode = z
  .string()
  .transform((text) =>
    text
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[\s\-「」“”"。.]/gu, ''),
  )
  .pipe(z.string().regex(/^[A-Z0-9]{6,12}$/));

/** 张伟 微信; the platform may be left out. */
const nameAndPlatform = z.string().transform((text, check) => {
  const [name = '', ...rest] = text.trim().split(/[\s,，的]+/u);
  const read = memberName.safeParse(name);
  const platform = rest.join(' ').replace(/账号$|[。.!！]+$/gu, '');
  if (read.success && platform.length <= 20) return { name: read.data, platform };
  check.addIssue({ code: 'custom', message: 'name and platform' });
  return z.NEVER;
});

const offerCode = defineCommand({
  name: 'members.offer_code',
  words: ['绑定账号', '关联账号', '绑定我的账号'],
  alias: 'link',
  who: 'member',
  match: 'whole',
  args: z.string(),
  help: (locale) => texts(locale)('code.help'),
  usage: (locale) => texts(locale)('code.usage'),
  handle: (context) => offerLinkCode(context),
});

const useCode = defineCommand({
  name: 'members.use_code',
  words: ['绑定码'],
  alias: 'code',
  who: 'anyone',
  match: 'glued',
  args: linkCode,
  unlisted: true,
  help: (locale) => texts(locale)('code.use'),
  usage: (locale) => texts(locale)('code.use'),
  handle: linkByCode,
});

const itIsMe = defineCommand({
  name: 'members.it_is_me',
  words: ['是我', '是本人', '我是本人', '本人', '是我本人'],
  alias: 'itsme',
  who: 'perhaps',
  match: 'whole',
  args: z.string(),
  unlisted: true,
  help: (locale) => texts(locale)('again.usage'),
  usage: (locale) => texts(locale)('again.usage'),
  handle: (context) => confirmSelf(context),
});

const list = defineCommand({
  name: 'members.accounts',
  words: ['账号', '会员账号'],
  alias: 'accounts',
  who: ['secretary'],
  match: 'prefix',
  args: memberName,
  help: (locale) => texts(locale)('accounts.help'),
  usage: (locale) => texts(locale)('accounts.usage'),
  handle: listAccounts,
});

const unlink = defineCommand({
  name: 'members.unlink',
  words: ['解除关联', '取消关联'],
  alias: 'unlink',
  who: ['secretary'],
  match: 'prefix',
  args: nameAndPlatform,
  help: (locale) => texts(locale)('unlink.help'),
  usage: (locale) => texts(locale)('unlink.usage'),
  handle: proposeUnlink,
});

const unbind = defineCommand({
  name: 'members.unbind',
  words: ['解除绑定', '取消绑定'],
  alias: 'unbind',
  who: ['secretary'],
  match: 'whole',
  args: z.string(),
  help: (locale) => texts(locale)('unbind.help'),
  usage: (locale) => texts(locale)('unbind.usage'),
  handle: (context) => unbindGroup(context),
});

/** Commands about accounts: binding one's own, and what the secretary does about those of others. */
export const accountCommands = (read: ReadUpdate): readonly Command[] => [
  offerCode,
  useCode,
  itIsMe,
  list,
  defineCommand({
    name: 'members.link',
    words: ['关联'],
    alias: 'linkto',
    who: ['secretary'],
    match: 'prefix',
    args: memberName,
    help: (locale) => texts(locale)('link.help'),
    usage: (locale) => texts(locale)('link.usage'),
    handle: (context, name) => linkQuoted(context, name, read),
  }),
  unlink,
  unbind,
];
