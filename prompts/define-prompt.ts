import type { z } from 'zod';

/** A prompt ready to be sent: rules in `system`, data in `user`. */
export interface RenderedPrompt {
  readonly id: string;
  readonly version: number;
  readonly system: string;
  readonly user: string;
}

/** A prompt as data. Its version grows with every change of its words or its schema. */
export interface Prompt<I, S extends z.ZodType> {
  readonly id: string;
  readonly version: number;
  /** What the answer must look like; also sent along where the server understands JSON schemas. */
  readonly answer: S;
  /** Pure. `nonce` is new for each call, so that no member's text can close or open a slot. */
  render(input: I, nonce: string): RenderedPrompt;
}

/** Declares a prompt. */
export function definePrompt<I, S extends z.ZodType>(declared: {
  id: string;
  version: number;
  answer: S;
  system: (nonce: string) => string;
  user: (input: I, nonce: string) => string;
}): Prompt<I, S> {
  const { id, version, answer, system, user } = declared;
  return {
    id,
    version,
    answer,
    render: (input, nonce) => ({ id, version, system: system(nonce), user: user(input, nonce) }),
  };
}

/**
 * Puts text from outside into a marked slot: the only way it may enter a prompt. What looks like a fence in it is turned
 * full-width, which a person reads the same.
 */
export function slot(kind: string, text: string, nonce: string): string {
  const harmless = text.replaceAll('<<<', '＜＜＜').replaceAll('>>>', '＞＞＞').replaceAll(nonce, '');
  return `<<<${kind} #${nonce}>>>\n${harmless}\n<<<完 #${nonce}>>>`;
}
