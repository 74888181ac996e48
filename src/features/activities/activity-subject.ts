/** What messages and questions about an activity are about. */
export const subjectOf = (id: number) => `activity:${id}`;
