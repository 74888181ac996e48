import { AppError } from '../lib/errors.ts';

/**
 * What a process does. all: everything; bot: the platforms' doors; worker: jobs; web: the web room and the JSON doors.
 * Every role but worker also handles what comes in and sends what goes out through its doors.
 */
export const roles = ['all', 'bot', 'worker', 'web'] as const;
export type ProcessRole = (typeof roles)[number];

/** @throws AppError `role.unknown` */
export function readRole(argv: readonly string[]): ProcessRole {
  const [word = 'all', ...rest] = argv;
  const role = roles.find((known) => known === word);
  if (!role || rest.length > 0) {
    throw new AppError('role.unknown', `Start with one of these roles, or none for all: ${roles.join(', ')}`);
  }
  return role;
}
