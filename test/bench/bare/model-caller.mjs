// The least a program does to ask a model: the openai client, one request after the other.
import { createInterface } from 'node:readline';
import OpenAI from 'openai';

const { MODEL_URL, SYSTEM, USER } = process.env;
const client = new OpenAI({ apiKey: 'bench', baseURL: MODEL_URL, maxRetries: 0, timeout: 10_000 });
const messages = [
  { role: 'system', content: SYSTEM },
  { role: 'user', content: USER },
];
let last = [];
for await (const line of createInterface({ input: process.stdin })) {
  const [word, figure] = line.split(' ');
  if (word === 'run') {
    last = [];
    for (let count = 0; count < Number(figure); count += 1) {
      const begun = performance.now();
      await client.chat.completions.create({ model: 'bench', messages });
      last.push(performance.now() - begun);
    }
    last.sort((a, b) => a - b);
  }
  const place = word === 'run' ? 0.5 : Number(figure);
  process.stdout.write(`${last[Math.min(last.length - 1, Math.floor(last.length * place))]}\n`);
}
