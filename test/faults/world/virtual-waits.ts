/** Where waiting of the program goes while its clock is virtual; a test file mocks `node:timers/promises` with it. */
const waits = { pass: (_milliseconds: number): Promise<void> => Promise.resolve() };

export function useVirtualWaits(pass: (milliseconds: number) => Promise<void>): void {
  waits.pass = pass;
}

/** In the place of `setTimeout` of node:timers/promises. */
export async function virtualTimeout<T>(milliseconds: number, value?: T): Promise<T | undefined> {
  await waits.pass(milliseconds);
  return value;
}
