import type { impls } from 'wechaty-puppet';

/** What speaks WeChat's protocol for us; see https://wechaty.js.org/docs/specs/puppet */
export type Puppet = impls.PuppetInterface;

/** Makes a fresh puppet, not started yet. @throws DoorFault */
export type LoadPuppet = () => Promise<Puppet>;

/** What wechaty takes for the name of a puppet. */
type PuppetName = `wechaty-puppet-${string}` | `@${string}/wechaty-puppet-${string}`;

export const isPuppetName = (name: string): name is PuppetName => /^(?:@[^/]+\/)?wechaty-puppet-./.test(name);

/** Puppets that speak through somebody's server, which asks for a token. */
const served = /^wechaty-puppet-(?:service|padlocal|padplus|padpro|workpro|rock|paimon|gateway)$/;

export const needsToken = (name: string): boolean => served.test(name);
