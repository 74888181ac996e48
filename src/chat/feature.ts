import type { Command } from './command.ts';
import type { HandlingContext, MemberContext } from './handling-context.ts';

/** An open question as its reader sees it. */
export interface OpenQuestion {
  id: number;
  /** `<type>:<id>` */
  subject: string;
  payload: unknown;
  /** The message quotes the bot's message about this subject, or presses its button. */
  quoted: boolean;
  /** It is said in the private talk with the bot. */
  private: boolean;
  /** The speaker's name: people sign their answers with it. */
  speaker: string;
}

export interface QuestionSpec<A> {
  /** `<feature>.<question>` */
  kind: string;
  /**
   * Reads an answer; null = the text is no answer to this question, and the bot stays silent unless addressed.
   * Pure, by rules.
   */
  read(text: string, question: OpenQuestion): A | null;
  handle(context: MemberContext, question: OpenQuestion, answer: A): Promise<void>;
}

/** A question with its answer type hidden. */
export interface Question {
  kind: string;
  /** @returns a function that handles the answer, or null when the text is none. */
  take(text: string, question: OpenQuestion): ((context: MemberContext) => Promise<void>) | null;
}

export function defineQuestion<A extends object | string | number>(spec: QuestionSpec<A>): Question {
  return {
    kind: spec.kind,
    take(text, question) {
      const answer = spec.read(text, question);
      return answer === null ? null : (context) => spec.handle(context, question, answer);
    },
  };
}

/** Takes a pressed button `<name>:<argument>`. Pressing twice or late must be harmless. */
export interface Action {
  name: string;
  /** @returns a short word for the person who pressed. */
  handle(context: MemberContext, argument: string): Promise<string>;
}

/** Takes messages that quote something about a subject of `type`. */
export interface ReplyTaker {
  type: string;
  /** @returns true when the message was meant for it and is handled. */
  take(context: MemberContext, id: number, text: string): Promise<boolean>;
  /** Finds the subject behind a person's own message; for quoting oneself. null = none. */
  find?(context: MemberContext, messageId: string): Promise<number | null>;
  /**
   * More files of an album whose words were said in the inbox row `context.album.lead`.
   * @returns true when those words became something of this kind, and the files are with it now
   */
  takeFiles?(context: MemberContext, lead: bigint): Promise<boolean>;
  /** The speaker took back the message of theirs that the inbox row holds. null = nothing of this kind came of it. */
  recalled?(context: MemberContext, inboxId: bigint): Promise<RecallProposal | null>;
}

/** What the bot says when a message of which something came was taken back. It only asks: what came of it stays. */
export interface RecallProposal {
  /** To the member; in a group their name is put before it. Says nothing of what the message said. */
  text: string;
  /** What a reply to the line is about. */
  subject: string;
  /** The question that takes the answer, open to this member alone. */
  question?: { kind: string; subject: string; payload?: object; minutes: number };
}

/** What a feature adds to the conversation. */
export interface Feature {
  /** The bot has come into a group. */
  joined?(context: HandlingContext): Promise<void>;
  /**
   * A native poll about `subject` was answered with these options, counted from 0; none = taken back. Nothing may be
   * said to the voter: they may have no private talk open. @returns true when the subject is this feature's
   */
  vote?(context: MemberContext, subject: string, options: readonly number[]): Promise<boolean>;
  name: string;
  commands: readonly Command[];
  questions: readonly Question[];
  actions: readonly Action[];
  replies: readonly ReplyTaker[];
}
