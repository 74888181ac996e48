import type { Person, RoleName } from '../../chat/directory.ts';
import type { StoredPoll } from './poll.store.ts';

/** Those who may ask their unit. */
export const askers = ['secretary', 'leader'] as const satisfies readonly RoleName[];

export const mayClose = (person: Person, poll: Pick<StoredPoll, 'createdById'>): boolean =>
  person.role === 'secretary' || person.id === poll.createdById;
