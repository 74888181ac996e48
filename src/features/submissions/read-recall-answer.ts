import { foldText } from '../../lib/text.ts';

/** Only words that name the matter: a day is long, and a bare 好 may answer something else. */
const yes = /^(?:撤|撤回|要撤回?|(?:都|也|一起|确认)撤回?)[吧了。.!！]*$/u;
const no = /^(?:保留|留着|留下|不撤回?|不用撤回?|不要撤回?)[吧了。.!！]*$/u;

/** Reads the answer to «is the submission to go as well?»; null = it says something else. */
export function readRecallAnswer(text: string): 'withdraw' | 'keep' | null {
  const said = foldText(text);
  if (yes.test(said)) return 'withdraw';
  return no.test(said) ? 'keep' : null;
}
