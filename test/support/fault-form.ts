import { appendFileSync } from 'node:fs';

/** How much of the fault suite is asked for; set by test/faults/main.ts, which explains the variables. */
export const faultForm = {
  isFull: (process.env['FAULT_FORM'] ?? 'full') === 'full',
  kills: Number(process.env['KILLS'] ?? 200),
  seed: Number(process.env['SEED'] ?? 1),
};

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A line for the summary at the end of the run: a figure that was measured, or a fault that was not run and why. */
export function tell(kind: 'figure' | 'not run', what: string): void {
  const file = process.env['FAULT_SUMMARY'];
  if (file) appendFileSync(file, `${JSON.stringify({ kind, what })}\n`);
  else console.log(`${kind}: ${what}`);
}

interface Skippable {
  skip(note?: string): never;
}

/** Ends a test whose tool this machine lacks; the summary names it. */
export function notRun(test: Skippable, fault: string, reason: string): never {
  tell('not run', `${fault}: ${reason}`);
  return test.skip(reason);
}
