import { z } from 'zod';
import type { Person } from '../../../chat/directory.ts';
import { defineQuestion } from '../../../chat/feature.ts';
import type { MemberContext } from '../../../chat/handling-context.ts';
import { foldText } from '../../../lib/text.ts';
import { accountsOf, findAccount, setOwner, type Account } from './account.store.ts';
import { linkAccount } from './link-account.ts';
import { accountWord, platformName } from '../members.present.ts';
import { findMembersByName, findPerson } from '../people.store.ts';
import { quotedAccount, type ReadUpdate } from './quoted-account.ts';
import { readYesNo } from '../read-yes-no.ts';
import { texts } from '../texts.ts';

const say = async (context: MemberContext, text: string) => {
  await context.reply(text);
};

/** The one member of that name; otherwise says why there is none. */
async function theMember(context: MemberContext, name: string): Promise<Person | null> {
  const t = texts(context.locale);
  const [member, ...others] = await findMembersByName(context.tx, context.unit.id, name);
  if (!member) await say(context, t('appoint.not_found', { name }));
  else if (others.length > 0) await say(context, t('appoint.several', { count: others.length + 1, name }));
  else return member;
  return null;
}

/** 「关联 张伟」 quoting somebody's message: the secretary says whose account that is. */
export async function linkQuoted(context: MemberContext, name: string, read: ReadUpdate): Promise<void> {
  const t = texts(context.locale);
  const account = await quotedAccount(context, read);
  if (!account) return say(context, t('link.quote', { name }));
  const member = await theMember(context, name);
  if (!member) return;
  const owner = account.memberId === null ? null : await findPerson(context.tx, account.memberId);
  if (owner) return say(context, t('link.taken', { name: owner.name, account: account.displayName }));
  await linkAccount(context.tx, account.id, member, 'member.linked');
  await context.audit('account.linked', `member:${member.id}`);
  await say(context, t('link.done', { name: member.name, account: account.displayName }));
}

/** 「账号 张伟」: in private, since accounts are a member's own affair. */
export async function listAccounts(context: MemberContext, name: string): Promise<void> {
  const t = texts(context.locale);
  const member = await theMember(context, name);
  if (!member) return;
  const accounts = await accountsOf(context.tx, member.id);
  const lines = accounts.map((account) => t('help.line', { line: accountWord(account, context.locale) }));
  await context.replyPrivately(
    accounts.length === 0
      ? t('accounts.none', { name })
      : [t('accounts.title', { name: member.name, count: accounts.length }), ...lines].join('\n'),
  );
}

/** 「解除关联 张伟 微信」: shows which account is meant and asks. */
export async function proposeUnlink(context: MemberContext, said: { name: string; platform: string }): Promise<void> {
  const t = texts(context.locale);
  const member = await theMember(context, said.name);
  if (!member) return;
  const accounts = await accountsOf(context.tx, member.id);
  const meant = accounts.filter((account) => isOn(account, said.platform, context.locale));
  const [account] = meant;
  if (!account) return say(context, t('unlink.none', { name: member.name }));
  const list = meant.map((one) => accountWord(one, context.locale)).join('、');
  if (new Set(meant.map(({ platform }) => platform)).size > 1) {
    return say(context, t('unlink.which', { name: member.name, accounts: list }));
  }
  await context.ask({
    kind: 'members.unlink',
    subject: `member:${member.id}`,
    payload: { accounts: meant.map(({ id }) => id) },
    onlyMe: true,
    minutes: 10,
  });
  await say(context, t('unlink.ask', { name: member.name, accounts: list }));
}

function isOn({ platform }: Account, word: string, locale: MemberContext['locale']): boolean {
  const said = foldText(word);
  return said === '' || [platform, platformName(platform, locale)].some((name) => foldText(name).startsWith(said));
}

const payload = z.object({ accounts: z.array(z.int()) });

/** 确认 after proposeUnlink. The accounts are strangers' from then on; what was said with them stays the member's. */
export const unlinkQuestion = defineQuestion<'yes' | 'no'>({
  kind: 'members.unlink',
  read: readYesNo,
  async handle(context, question, answer) {
    const t = texts(context.locale);
    const member = await findPerson(context.tx, Number(question.subject.split(':')[1]));
    await context.closeQuestions(question.subject);
    if (answer === 'no' || !member) return say(context, t('unlink.kept'));
    for (const id of payload.parse(question.payload).accounts) {
      const { memberId } = await findAccount(context.tx, id);
      if (memberId !== member.id) continue;
      await setOwner(context.tx, id, null);
      await context.audit('account.unlinked', question.subject);
    }
    await say(context, t('unlink.done', { name: member.name }));
  },
});
