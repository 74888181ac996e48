import type { Person } from '../../chat/directory.ts';
import type { Submission } from './submission.store.ts';

/** Those who work with everybody's submissions. */
export const editors = ['secretary', 'leader', 'correspondent'] as const;

/** Those who note that a text was adopted, which gives points. */
export const recorders = ['secretary'] as const;

export const isEditor = ({ role }: Person) => role !== 'member';

/** Members read their own; those who edit read all of their unit, but not what its author has taken back. */
export function mayRead(person: Person, submission: Submission): boolean {
  if (submission.authorId === person.id) return true;
  return isEditor(person) && submission.state !== 'withdrawn';
}

/** The words are the author's alone: nobody else adds to them or takes them back. */
export const mayChange = (person: Person, submission: Submission) => submission.authorId === person.id;
