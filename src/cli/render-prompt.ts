import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { exampleInput, exampleNonce } from '../../prompts/draft-proposal/examples.ts';
import { draftProposalPrompt } from '../../prompts/draft-proposal/prompt.ts';
import { AppError } from '../lib/errors.ts';
import { findPersonalData, redact } from '../llm/redact.ts';
import type { Tool } from './tool.ts';

const usage = `render-prompt draft-proposal [--input file.json]
  prints what a model is sent: the rules and the data. Without --input the made-up example is used.
  file.json: { "topic": "…", "texts": ["…", "…"] }; personal data is masked as in production.`;

const inputFile = z.object({ topic: z.string().min(1), texts: z.array(z.string()).min(1) });

/** Reads and masks an input file as production does. @throws AppError `prompt.input` */
async function readInput(file: string) {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('prompt.input', `${file} cannot be read`, { cause });
  });
  const parsed = inputFile.safeParse(parseJson(text, file));
  if (!parsed.success) throw new AppError('prompt.input', `${file}: ${z.prettifyError(parsed.error)}`);
  const { topic, texts } = parsed.data;
  return { topic: redact(topic), sources: texts.map((one, index) => ({ id: `S${index + 1}`, text: redact(one) })) };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('prompt.input', `${file} is not JSON`, { cause });
  }
}

/** Shows a prompt without sending it. */
export const renderPromptTool: Tool = {
  name: 'render-prompt',
  summary: 'print a prompt as it would be sent to the model',
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: argv,
      options: { input: { type: 'string' } },
      allowPositionals: true,
      strict: true,
    });
    if (positionals[0] !== draftProposalPrompt.id || positionals.length > 1) {
      io.err(usage);
      return 2;
    }
    const input = values.input === undefined ? exampleInput : await readInput(values.input);
    const { id, version, system, user } = draftProposalPrompt.render(input, exampleNonce);
    io.out(`# ${id}, version ${version}: ${system.length + user.length} characters`);
    io.out(`\n## system\n\n${system}`);
    io.out(`\n## user\n\n${user}`);
    return findPersonalData(user).length === 0 ? 0 : 1;
  },
};
