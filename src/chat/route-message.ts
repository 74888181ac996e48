import { readCommand, suggestWord, type CommandMatch } from './read-command.ts';
import { withoutTopic } from './conversation-id.ts';
import type { Command } from './command.ts';
import type { OpenQuestion } from './feature.ts';
import { isMemberContext, type HandlingContext, type MemberContext } from './handling-context.ts';
import { lastMenu, menuOf, type Menu } from './outbox/menu.store.ts';
import { pressByNumber } from './press-button.ts';
import { openQuestions, type QuestionRow } from './question.store.ts';
import { readMenuNumber } from './read-menu-number.ts';
import type { Registry } from './registry.ts';
import { texts } from './texts.ts';

/**
 * What to do about a message. ignore: it was not for the bot. wait: keep it until the account is known; `kept` says
 * whether there was room for it, `waiting` how many of the account wait already.
 */
export type Route =
  | { kind: 'handle'; run: () => Promise<void> }
  | { kind: 'wait'; run: (kept: boolean, waiting: number) => Promise<void> }
  | { kind: 'ignore' };

const ignore: Route = { kind: 'ignore' };
const handle = (run: () => Promise<void>): Route => ({ kind: 'handle', run });

const mayUse = (command: Command, context: HandlingContext) => {
  if (command.who === 'anyone') return true;
  if (command.who === 'stranger') return context.person === null;
  if (command.who === 'perhaps') return context.perhaps?.asked === true;
  if (!isMemberContext(context)) return false;
  return command.who === 'member' || command.who.includes(context.person.role);
};

const splitSubject = (subject: string) => {
  const at = subject.indexOf(':');
  return { type: subject.slice(0, at), id: Number(subject.slice(at + 1)) };
};

/**
 * Finds who answers a message, by rules alone, in this order: a command said plainly; a question open to this speaker;
 * a number where there are no buttons to press; the subject of the quoted message; a natural sentence that a command
 * recognises; a question open to everybody here; a command said loosely to the bot; one suggestion. Whatever is left was not for the bot.
 */
export async function routeMessage(registry: Registry, context: HandlingContext): Promise<Route> {
  const addressed = isAddressed(context);
  if (context.message.isReaction && context.repliedTo?.subject == null) return ignore;
  // What only strangers say means nothing from a member: it is not even looked for.
  const commands = registry.commands.filter(
    (command) => (command.who !== 'stranger' && command.who !== 'perhaps') || mayUse(command, context),
  );
  const plain = readCommand(commands, context.message.text, false);
  if (plain) return runCommand(context, plain, addressed);
  const natural = isMemberContext(context) ? await routeMember(registry, context) : null;
  if (natural) return natural;
  if (await concernsPerhaps(registry, context)) return stranger(context);
  if (!addressed && (await wouldCount(registry, context))) return quietStranger(context);
  // An emoji that means nothing here needs no answer.
  if (!addressed || context.message.isReaction) return ignore;
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
    (await chooseByNumber(registry, context)) ??
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

/** Somebody speaks who may be a member under a new id: words that would be taken from that member must not be lost. */
async function concernsPerhaps(registry: Registry, context: HandlingContext): Promise<boolean> {
  const { unit, perhaps, message } = context;
  if (!unit || !perhaps || perhaps.person.unitId !== unit.id) return false;
  // Without what is quoted or edited: who takes such words acts at once.
  const plain = { repliedTo: null, message: { ...message, editVersion: 0 } };
  return (await routeMember(registry, { ...context, unit, person: perhaps.person, ...plain })) !== null;
}

/**
 * Somebody whom nobody knows yet says in the group what would count from a member: an answer to what is asked there, or
 * a list. It must not be lost.
 */
async function wouldCount(registry: Registry, context: HandlingContext): Promise<boolean> {
  const { unit, person, elsewhere, message, zone, tx, now } = context;
  if (unit === null || person !== null || elsewhere || message.sender === null || message.text === '') return false;
  const at = { now: message.at, zone };
  const kept = registry.commands.filter((command) => command.keptFromStrangers);
  if (kept.some((command) => command.recognise(message.text, at) !== null)) return true;
  const open = await openQuestions(tx, [withoutTopic(message.conversation)], nobody, now);
  return open.some((row) => {
    const asked = { ...row, quoted: false, private: false, speaker: message.sender?.name ?? '' };
    return (registry.question(row.kind)?.take(message.text, asked) ?? null) !== null;
  });
}

/** No member has this id. */
const nobody = 0;

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

/** Where there are no buttons, their number is written. */
async function chooseByNumber(registry: Registry, context: MemberContext): Promise<Route | null> {
  const { door, message, repliedTo } = context;
  if (door.buttons || message.editVersion > 0 || message.files.length > 0) return null;
  const number = readMenuNumber(message.text);
  const menu = number === null ? null : await menuFor(context);
  if (number === null || !menu) return null;
  const { length: count } = menu.actions;
  if (number >= 1 && number <= count) return handle(() => pressByNumber(registry, context, menu, number));
  if (message.kind === 'group' && !repliedTo) return null;
  return handle(async () => {
    await context.reply(texts(context.locale)('menu.out_of_range', { count }));
  });
}

/** The quoted message's buttons, else those shown last. A message of a person has none. */
async function menuFor({ tx, message, repliedTo, inboxId }: MemberContext): Promise<Menu | null> {
  if (!repliedTo) return lastMenu(tx, message.conversation, inboxId);
  return repliedTo.messageId === '' ? null : menuOf(tx, message.conversation, repliedTo.messageId);
}

/** More files of an album whose words were handled before: they belong to what came of those, or to nothing. */
export async function routeLate(registry: Registry, context: HandlingContext): Promise<Route> {
  if (!isMemberContext(context) || !context.album) return ignore;
  for (const taker of registry.replyTakers) {
    if (await taker.takeFiles?.(context, context.album.lead)) return handle(async () => {});
  }
  return ignore;
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
  return {
    kind: 'wait',
    run: async (kept) => {
      const { tx, message, locale, perhaps, identityId, directory } = context;
      const asks = kept && perhaps !== null && identityId !== null;
      const said = asks
        ? await directory.askWhoItIs(tx, { perhaps, identityId, message, locale })
        : t(kept ? 'refuse.stranger' : 'refuse.full');
      if (said !== null) await context.reply(said);
    },
  };
}

/** Asked once who they are; whatever else they say in the group is kept without a word. */
function quietStranger(context: HandlingContext): Route {
  const route = stranger(context);
  if (route.kind !== 'wait') return ignore;
  return { kind: 'wait', run: async (kept, waiting) => (waiting === 0 ? route.run(kept, waiting) : undefined) };
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
