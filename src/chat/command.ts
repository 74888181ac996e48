import type { z } from 'zod';
import type { RoleName } from './directory.ts';
import { isMemberContext, type HandlingContext, type MemberContext } from './handling-context.ts';
import type { Locale } from './locale.ts';

/**
 * Who may say a command. anyone: also accounts that belong to no member; stranger: only those; perhaps: of those, only
 * the ones that have been asked whether they are a member's (Who.perhaps in directory.ts), to anybody else the words
 * mean nothing; member: every member and candidate.
 */
export type Who = 'anyone' | 'stranger' | 'perhaps' | 'member' | readonly RoleName[];

export interface CommandSpec<S extends z.ZodType, W extends Who> {
  /** `<feature>.<verb>` */
  name: string;
  /** Chinese words that begin it, the first being the one that help shows. Compared after folding (src/lib/text.ts). */
  words: readonly [string, ...string[]];
  /** Latin word for Telegram's command menu, without the slash; a-z, 0-9 and _. */
  alias: string;
  who: W;
  /**
   * whole: counts unaddressed in a group only when the message is just the words.
   * prefix: words followed by a space or a colon (：), or by anything when the bot is addressed.
   * glued: words directly followed by the rest also count when `args` can read the rest, such as 查看社-12.
   */
  match: 'whole' | 'prefix' | 'glued';
  /** Reads the rest of the message (trimmed). A refusal is answered with the usage line. */
  args: S;
  /** One line for 帮助: what it does and an example. */
  help(locale: Locale): string;
  /** Works, but 帮助 does not show it: another word for a command that is shown, or one needed once. */
  unlisted?: true;
  /** What it recognises is kept until a secretary has agreed who the speaker is; else such words of a stranger mean nothing. */
  keptFromStrangers?: true;
  /** Among the few that 帮助 shows in a group, where a long answer is in everybody's way. */
  showFirst?: true;
  /** Said when the rest could not be read: what was expected, with an example. */
  usage(locale: Locale): string;
  /**
   * Finds the command in a natural sentence that does not begin with its words; null = not this command. Must be sure:
   * it is asked about every message of those who may, also in groups.
   */
  recognise?(text: string, at: { now: Date; zone: string }): z.input<S> | null;
  handle(
    context: W extends 'anyone' | 'stranger' | 'perhaps' ? HandlingContext : MemberContext,
    args: z.output<S>,
  ): Promise<void>;
}

/** A command with its argument type hidden, as the registry holds it. */
export interface Command extends Omit<CommandSpec<z.ZodType, Who>, 'handle' | 'recognise'> {
  recognise(text: string, at: { now: Date; zone: string }): unknown;
  /** Reads and runs. @returns false when the arguments could not be read (nothing was done). */
  run(context: HandlingContext, rest: unknown): Promise<boolean>;
}

export function defineCommand<S extends z.ZodType, const W extends Who>(spec: CommandSpec<S, W>): Command {
  const { handle, recognise, ...rest } = spec;
  return {
    ...rest,
    recognise: (text, at) => recognise?.(text, at) ?? null,
    async run(context, input) {
      const args = spec.args.safeParse(input);
      if (!args.success) return false;
      const forMembers = spec.who !== 'anyone' && spec.who !== 'stranger' && spec.who !== 'perhaps';
      if (forMembers && !isMemberContext(context)) return false;
      // `who` decides the context type; both cases were told apart in the line above.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a conditional type cannot be narrowed
      await handle(context as Parameters<typeof handle>[0], args.data);
      return true;
    },
  };
}
