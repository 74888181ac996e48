import { readCommand, suggestWord, type CommandMatch } from './read-command.ts';
import { withoutTopic } from './conversation-id.ts';
import type { Command } from './command.ts';
import type { OpenQuestion } from './feature.ts';
import { isMemberContext, type HandlingContext, type MemberContext } from './handling-context.ts';
import { openQuestions, type QuestionRow } from './question.store.ts';
import type { Registry } from './registry.ts';
import { texts } from './texts.ts';

/**
 * What to do about a message. ignore: it was not for the bot. wait: keep it until the account is known; `kept` says
 * whether there was room for it.
 */
export type Route =
  | { kind: 'handle'; run: () => Promise<void> }
  | { kind: 'wait'; run: (kept: boolean) => Promise<void> }
  | { kind: 'ignore' };

const ignore: Route = { kind: 'ignore' };
const handle = (run: () => Promise<void>): Route => ({ kind: 'handle', run });

const mayUse = (command: Command, context: HandlingContext) => {
  if (command.who === 'anyone') return true;
  if (command.who === 'stranger') return context.person === null;
  if (!isMemberContext(context)) return false;
  return command.who === 'member' || command.who.includes(context.person.role);
};

const splitSubject = (subject: string) => {
  const at = subject.indexOf(':');
  return { type: subject.slice(0, at), id: Number(subject.slice(at + 1)) };
};

/**
 * Finds who answers a message, by rules alone, in this order: a command said plainly; a question open to this speaker;
 * the subject of the quoted message; a natural sentence that a command recognises; a question open to everybody here;
 * a command said loosely to the bot; one suggestion. Whatever is left was not for the bot.
 */
export async function routeMessage(registry: Registry, context: HandlingContext): Promise<Route> {
  const addressed = isAddressed(context);
  // What only strangers say means nothing from a member: it is not even looked for.
  const commands = registry.commands.filter(({ who }) => who !== 'stranger' || context.person === null);
  const plain = readCommand(commands, context.message.text, false);
  if (plain) return runCommand(context, plain, addressed);
  const natural = isMemberContext(context) ? await routeMember(registry, context) : null;
  if (natural) return natural;
  if (!addressed) return ignore;
  const loose = readCommand(commands, context.message.text, true);
  if (loose) return runCommand(context, loose, addressed);
  return notUnderstood(registry, context);
}

/** The bot was meant: a private talk, a mention, a quoted message of the bot's, or a slash command. */
function isAddressed({ message, repliedTo }: HandlingContext): boolean {
  return message.kind === 'dm' || message.mentionsBot || repliedTo?.subject != null || message.text.startsWith('/');
}

async function routeMember(registry: Registry, context: MemberContext): Promise<Route | null> {
  const { conversation, kind } = context.message;
  const here = withoutTopic(conversation);
  const groups = kind === 'dm' ? await context.directory.groupConversations(context.tx, context.unit.id) : [];
  const open = await openQuestions(context.tx, [here, ...groups], context.person.id, context.now);
  const quoted = (row: QuestionRow) => context.repliedTo !== null && row.subject === context.repliedTo.subject;
  return (
    takeAnswer(
      registry,
      context,
      open.filter((row) => row.memberId !== null),
    ) ??
    takeAnswer(
      registry,
      context,
      open.filter((row) => row.memberId === null && quoted(row)),
    ) ??
    (await takeReply(registry, context)) ??
    recognised(registry, context) ??
    (context.message.text === ''
      ? null
      : takeAnswer(
          registry,
          context,
          open.filter((row) => row.memberId === null),
        ))
  );
}

function takeAnswer(registry: Registry, context: MemberContext, rows: readonly QuestionRow[]): Route | null {
  for (const row of rows) {
    const question: OpenQuestion = {
      id: row.id,
      subject: row.subject,
      payload: row.payload,
      quoted: context.repliedTo?.subject === row.subject,
      private: context.message.kind === 'dm',
      speaker: context.person.name,
    };
    const run = registry.question(row.kind)?.take(context.message.text, question);
    if (run) return handle(() => run(context));
  }
  return null;
}

async function takeReply(registry: Registry, context: MemberContext): Promise<Route | null> {
  const { message } = context;
  // An edit is about what the same message said before, as if its author had quoted it.
  const edited = message.editVersion > 0 ? { subject: null, messageId: message.messageId } : null;
  const repliedTo = context.repliedTo ?? edited;
  if (!repliedTo) return null;
  const subjects = repliedTo.subject ? [splitSubject(repliedTo.subject)] : [];
  if (!repliedTo.subject) {
    for (const taker of registry.replyTakers) {
      const id = await taker.find?.(context, repliedTo.messageId);
      if (id != null) subjects.push({ type: taker.type, id });
    }
  }
  for (const { type, id } of subjects) {
    if (await registry.replyTaker(type)?.take(context, id, message.text)) return handle(async () => {});
  }
  return null;
}

function recognised(registry: Registry, context: MemberContext): Route | null {
  for (const command of registry.commands) {
    if (!mayUse(command, context)) continue;
    const args = command.recognise(context.message.text, { now: context.message.at, zone: context.zone });
    if (args !== null && args !== undefined) return handle(() => runOrExplain(command, context, args));
  }
  return null;
}

async function runOrExplain(command: Command, context: HandlingContext, rest: unknown): Promise<void> {
  if (!(await command.run(context, rest))) await context.reply(command.usage(context.locale));
}

function runCommand(context: HandlingContext, match: CommandMatch, addressed: boolean): Route {
  const { command } = match;
  if (mayUse(command, context)) return handle(() => runOrExplain(command, context, match.rest));
  if (!isMemberContext(context)) return stranger(context);
  // In a group ordinary words may begin like a secretary's command; what it could not read is left in peace.
  const readable = match.rest === '' || command.args.safeParse(match.rest).success;
  if (!addressed && !readable) return ignore;
  return refuse(context, command, match.word);
}

/** Says whose business the command is. */
function refuse(context: HandlingContext, command: Command, word: string): Route {
  const t = texts(context.locale);
  const roles = typeof command.who === 'string' ? [] : command.who;
  const names = roles.map((role) => t(`role.${role}`)).join(t('list.or'));
  return handle(async () => {
    await context.reply(t('refuse.role', { word, roles: names }));
  });
}

/** Words for the bot from somebody who is no member here. */
function stranger(context: HandlingContext): Route {
  const t = texts(context.locale);
  const run = (text: string) => async () => {
    await context.reply(text);
  };
  if (context.message.sender === null) return handle(run(t('refuse.anonymous')));
  if (context.message.kind === 'group' && context.unit === null) return handle(run(t('refuse.unbound')));
  if (context.elsewhere) return handle(run(t('refuse.other_unit', { unit: context.unit?.name ?? '' })));
  return { kind: 'wait', run: (kept) => run(t(kept ? 'refuse.stranger' : 'refuse.full'))() };
}

function notUnderstood(registry: Registry, context: HandlingContext): Route {
  if (!isMemberContext(context)) return stranger(context);
  const t = texts(context.locale);
  const { text, at } = context.message;
  const barred = registry.commands.find((command) => command.recognise(text, { now: at, zone: context.zone }) !== null);
  if (barred && !mayUse(barred, context)) return refuse(context, barred, barred.words[0]);
  const known = registry.commands.filter((command) => mayUse(command, context));
  const word = text === '' ? null : suggestWord(known, text);
  return handle(async () => {
    if (text === '') await context.reply(t('refuse.no_words'));
    else await context.reply(word ? t('suggest.one', { word }) : t('suggest.none'));
  });
}
