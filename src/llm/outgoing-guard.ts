import { LlmError } from './llm-error.ts';
import { findPersonalData } from './redact.ts';

/**
 * The last line before the network: what is about to leave may hold no personal data, however it got there.
 * @throws LlmError `llm.personal_data`; nothing is sent then.
 */
export function refusePersonalData(texts: readonly string[]): void {
  const kinds = new Set(texts.flatMap((text) => findPersonalData(text).map(({ kind }) => kind)));
  if (kinds.size > 0) {
    throw new LlmError('llm.personal_data', `a request was held back because it contained: ${[...kinds].join(', ')}`);
  }
}
