import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { breach, type Finding, type Source } from './finding.ts';

/** Runs of Han characters this long are words; shorter ones are names of things. */
const words = /[\p{Script=Han}，。、！？；：“”]{6,}/gu;
/** Resident identity card: area, date of birth, serial, check digit. */
const idNumber = /(?<![0-9])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9Xx])/g;
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

const isIdNumber = (text: string) =>
  '10X98765432'[weights.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0) % 11] ===
  text[17]?.toUpperCase();

/** I8: the logs hold no secret, no identity number, and nothing that a member wrote. Breaches are told by line. */
export async function checkLogs(db: Source, files: readonly string[], secrets: readonly string[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  const said = new Map<string, string>();
  for (const file of files) {
    let number = 0;
    for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
      number += 1;
      const place = `${file}, line ${number}`;
      if (secrets.some((secret) => secret.length >= 6 && line.includes(secret)))
        findings.push(breach('I8', `${place}: a secret`));
      if ((line.match(idNumber) ?? []).some(isIdNumber)) findings.push(breach('I8', `${place}: an identity number`));
      for (const run of line.match(words) ?? []) if (!said.has(run)) said.set(run, place);
    }
  }
  const written = await writtenBy(db, [...said.keys()]);
  return [...findings, ...written.map((run) => breach('I8', `${said.get(run) ?? ''}: words of a member`))];
}

/** Those of the words that a member wrote; what only the bot says is no secret. */
async function writtenBy(db: Source, runs: readonly string[]): Promise<string[]> {
  if (runs.length === 0) return [];
  const { rows } = await db.query<{ run: string }>(
    `SELECT run FROM unnest($1::text[]) AS run
     WHERE EXISTS (SELECT 1 FROM "Submission" WHERE position(run in text) > 0)
        OR EXISTS (SELECT 1 FROM "RoomMessage" WHERE sender <> 'bot' AND position(run in text) > 0)
        OR EXISTS (SELECT 1 FROM "InboxMessage" WHERE payload IS NOT NULL AND position(run in payload::text) > 0)`,
    [runs],
  );
  return rows.map(({ run }) => run);
}
