import type { Person, RoleName } from '../../chat/directory.ts';

/** Those who may announce and cancel activities for their unit. */
export const organisers = ['secretary', 'leader'] as const satisfies readonly RoleName[];

export const isOrganiser = (person: Person): boolean => person.role === 'secretary' || person.role === 'leader';

/** Reasons for leave and missing answers are for the secretary alone. */
export const maySeeReasons = (person: Person): boolean => person.role === 'secretary';
