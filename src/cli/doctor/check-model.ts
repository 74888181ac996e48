import { z } from 'zod';
import type { Config } from '../../config.ts';
import { errorCode } from '../../lib/errors.ts';
import { createFindings, type Finding } from './finding.ts';

const limitMs = 5_000;
const defaultBase = 'https://api.openai.com/v1';
const listing = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });

/** Asks the model's server for its list of models, which costs nothing. Drafts fall back to excerpts without it. */
export async function checkModel(config: Config): Promise<Finding[]> {
  const found = createFindings('model');
  const { OPENAI_API_KEY: key, OPENAI_MODEL: model, OPENAI_BASE_URL: base = defaultBase } = config;
  if (key === undefined || model === undefined) {
    found.ok('not used: drafts are excerpts, word for word');
    return found.list;
  }
  try {
    const answer = await fetch(`${base.replace(/\/$/, '')}/models`, {
      headers: { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(limitMs),
    });
    const text = await answer.text();
    if (answer.status === 401 || answer.status === 403) {
      found.fail(
        `the server refuses OPENAI_API_KEY (${answer.status})`,
        'get a valid key; until then drafts are excerpts',
      );
    } else if (!answer.ok)
      found.warn(`it answers, but tells no models (${answer.status})`, 'try 出稿 and look at the draft');
    else judgeList(text, model, found);
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    found.fail(
      `the server cannot be reached (${errorCode(cause)})`,
      'check OPENAI_BASE_URL and the network; until then drafts are excerpts',
    );
  }
  return found.list;
}

function judgeList(text: string, model: string, found: ReturnType<typeof createFindings>): void {
  const ids = readIds(text);
  if (ids === null)
    found.warn('it answers, but not with a list of models', 'see whether OPENAI_BASE_URL ends as it should (/v1)');
  else if (ids.includes(model)) found.ok(`the server has ${model}`);
  else
    found.warn(
      `the server does not list ${model}`,
      `see OPENAI_MODEL; it lists ${ids.slice(0, 5).join(', ') || 'none'}`,
    );
}

function readIds(text: string): string[] | null {
  try {
    const parsed = listing.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.data.map(({ id }) => id) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
