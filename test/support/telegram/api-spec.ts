import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ApiParams } from './api-request.ts';

const field = z.object({ name: z.string(), types: z.array(z.string()), required: z.boolean() });
const described = z.object({ fields: z.array(field).optional() });
const specSchema = z.object({
  version: z.string(),
  methods: z.record(z.string(), described),
  types: z.record(z.string(), described),
});

type Field = z.output<typeof field>;
type Spec = z.output<typeof specSchema>;

/** @returns what is wrong with a request by the published description of the Bot API; empty = nothing */
export type SpecCheck = (method: string, params: ApiParams) => readonly string[];

let saidOnce = false;

/**
 * Checks requests against a description of the Bot API: a JSON file (methods, types, fields) named by the environment
 * variable TELEGRAM_API_SPEC. Without it nothing is checked, and that is said once.
 */
export function createSpecCheck(file = process.env['TELEGRAM_API_SPEC']): SpecCheck {
  if (file === undefined || file === '') {
    if (!saidOnce)
      console.log('Telegram requests are not checked: TELEGRAM_API_SPEC names no description of the Bot API.');
    saidOnce = true;
    return () => [];
  }
  const spec = specSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return (method, params) => {
    const fields = spec.methods[method];
    if (!fields) return [`the Bot API ${spec.version} has no method ${method}`];
    return checkFields(spec, method, fields.fields ?? [], params);
  };
}

function checkFields(
  spec: Spec,
  where: string,
  fields: readonly Field[],
  given: Readonly<Record<string, unknown>>,
): string[] {
  const known = new Map(fields.map((each) => [each.name, each]));
  const missing = fields.filter((each) => each.required && given[each.name] === undefined);
  const problems = missing.map((each) => `${where} needs ${each.name}`);
  for (const [name, value] of Object.entries(given)) {
    const expected = known.get(name);
    if (!expected) problems.push(`${where} has no parameter ${name}`);
    else problems.push(...checkValue(spec, `${where}.${name}`, expected.types, value));
  }
  return problems;
}

function checkValue(spec: Spec, where: string, types: readonly string[], value: unknown): string[] {
  const answers = types.map((type) => checkType(spec, where, type, value));
  if (answers.some((problems) => problems.length === 0)) return [];
  return answers[0] ?? [];
}

function checkType(spec: Spec, where: string, type: string, value: unknown): string[] {
  const wrong = [`${where} is not ${type}`];
  if (type.startsWith('Array of ')) {
    const inner = type.slice('Array of '.length);
    if (!Array.isArray(value)) return wrong;
    return value.flatMap((item, index) => checkValue(spec, `${where}[${index}]`, [inner], item));
  }
  switch (type) {
    case 'Integer':
      return Number.isSafeInteger(value) ? [] : wrong;
    case 'Float':
      return typeof value === 'number' ? [] : wrong;
    case 'String':
      return typeof value === 'string' ? [] : wrong;
    case 'Boolean':
      return typeof value === 'boolean' ? [] : wrong;
    case 'InputFile':
      return isRecord(value) && Buffer.isBuffer(value['bytes']) ? [] : wrong;
    default:
      return checkObject(spec, where, type, value) ?? wrong;
  }
}

function checkObject(spec: Spec, where: string, type: string, value: unknown): string[] | null {
  const object = spec.types[type];
  if (!object || !isRecord(value)) return null;
  return object.fields ? checkFields(spec, where, object.fields, value) : [];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
