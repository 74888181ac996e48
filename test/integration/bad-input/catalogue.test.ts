import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { chatTextCases } from './cases/chat-text.ts';
import { commandCases } from './cases/commands.ts';
import { dateCases } from './cases/dates.ts';
import { fileCases } from './cases/files.ts';
import { modelAnswerCases } from './cases/model-answers.ts';
import { telegramMessageCases } from './cases/telegram-messages.ts';
import { webRoomCases } from './cases/web-room.ts';
import { webhookCases } from './cases/webhook.ts';
import { besideTheirPart, catalogueSize, numberOf, openParts, withoutPart } from './catalogue.ts';

const tables = [
  chatTextCases,
  telegramMessageCases,
  commandCases,
  dateCases,
  fileCases,
  webRoomCases,
  webhookCases,
  modelAnswerCases,
];
const rows: readonly { readonly id: string }[] = tables.flat();
const inTables = [...new Set(rows.map(numberOf))];
const elsewhere = [...besideTheirPart, ...withoutPart].flatMap(({ numbers }) => numbers);

describe('the catalogue', () => {
  it('has every number from 1 to 108 exactly once: in the tables, beside its part, or without a part', () => {
    const all = Array.from({ length: catalogueSize }, (_, at) => at + 1);
    expect([...inTables, ...elsewhere].toSorted((a, b) => a - b)).toEqual(all);
  });

  it('has no row twice', () => {
    const ids = rows.map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('names files that are there, and open parts of numbers that have rows', () => {
    const missing = besideTheirPart
      .flatMap(({ files }) => files)
      .filter((file) => !existsSync(path.resolve(import.meta.dirname, '../../..', file)));
    expect(missing).toEqual([]);
    expect(Object.keys(openParts).filter((number) => !inTables.includes(Number(number)))).toEqual([]);
  });
});
