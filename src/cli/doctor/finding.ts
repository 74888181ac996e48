/** ok: nothing to do. warn: works, and somebody should look. fail: does not work, or soon will not. */
export type Level = 'ok' | 'warn' | 'fail';

/** One line of the doctor. */
export interface Finding {
  area: string;
  level: Level;
  /** What is so, in plain words; no secrets, no members' text. */
  says: string;
  /** What to do about it. */
  cure?: string;
}

/** Findings of one area. */
export function createFindings(area: string) {
  const list: Finding[] = [];
  return {
    list,
    ok: (says: string) => void list.push({ area, level: 'ok', says }),
    warn: (says: string, cure: string) => void list.push({ area, level: 'warn', says, cure }),
    fail: (says: string, cure: string) => void list.push({ area, level: 'fail', says, cure }),
  };
}

export type Findings = ReturnType<typeof createFindings>;
