import type { z } from 'zod';

const thinking = /<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/gi;
const fenced = /```[a-z]*\s*\n?([\s\S]*?)```/i;

/** The object in an answer: without thoughts, code fences and words around it. */
function bareObject(answer: string): string {
  const said = answer.replace(thinking, '');
  const inside = fenced.exec(said)?.[1] ?? said;
  const from = inside.indexOf('{');
  const to = inside.lastIndexOf('}');
  return from === -1 || to < from ? inside : inside.slice(from, to + 1);
}

/** An answer read by a schema, or what is wrong with it in words for the model (paths and codes, no content). */
export function readAnswer<T>(answer: string, schema: z.ZodType<T>): { value: T } | { fault: string } {
  let json: unknown;
  try {
    json = JSON.parse(bareObject(answer));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { fault: '不是完整的 JSON 对象' };
  }
  const read = schema.safeParse(json);
  if (read.success) return { value: read.data };
  const faults = read.error.issues.slice(0, 8).map(({ path, code }) => `${path.join('.') || '(顶层)'} ${code}`);
  return { fault: `字段不合要求：${faults.join('；')}` };
}
