/** What messages and questions about a poll are about. */
export const subjectOf = (id: number) => `poll:${id}`;

/** null for a subject of something else. */
export function pollIn(subject: string): number | null {
  const id = /^poll:(\d{1,9})$/.exec(subject)?.[1];
  return id === undefined ? null : Number(id);
}
