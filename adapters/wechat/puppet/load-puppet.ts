import { errorCode } from '../../../src/lib/errors.ts';
import { DoorFault } from './door-fault.ts';
import { isPuppetName, needsToken, type LoadPuppet, type Puppet } from './puppet.ts';

export interface PuppetChoice {
  /** Its npm package. */
  name: string;
  token?: string | undefined;
}

/** Makes what the package exports. */
type Resolve = (name: string, options: { token?: string }) => Promise<unknown>;

/** By wechaty's own rules; packages are looked for where the program is installed. */
const resolve: Resolve = async (puppet, puppetOptions) => {
  const { resolvePuppet } = await import('wechaty-puppet/helpers');
  return isPuppetName(puppet) ? resolvePuppet({ puppet, puppetOptions }) : null;
};

/**
 * A loader of the puppet that the settings name.
 * @throws DoorFault from the loader: the package is not there, has no puppet, lacks its token, or throws
 */
export const puppetLoader =
  ({ name, token }: PuppetChoice, make: Resolve = resolve): LoadPuppet =>
  async () => {
    if (token === undefined && needsToken(name)) {
      throw new DoorFault('token_missing', `${name} needs a token: set WECHATY_PUPPET_TOKEN`, { isFinal: true });
    }
    const made = await make(name, token === undefined ? {} : { token }).catch((error: unknown) => refuse(name, error));
    if (isPuppet(made)) {
      keepNobody(made);
      return made;
    }
    const why = `the package ${name} holds no puppet of wechaty: set WECHATY_PUPPET to one that does`;
    throw new DoorFault('no_puppet', why, { isFinal: true });
  };

/**
 * wechaty-puppet-service writes all people and rooms of the account into the home folder of whoever runs the program, in
 * a folder that is named by the token and that everybody on the machine can read. It works without: it then asks its
 * server.
 */
function keepNobody(puppet: Puppet): void {
  const store: unknown = Reflect.get(puppet, '_payloadStore');
  if (typeof store === 'object' && store !== null) Reflect.set(store, 'start', async () => {});
}

/** The error is not kept as `cause`: what a puppet says may hold its token. */
function refuse(name: string, error: unknown): never {
  const code = errorCode(error);
  if (code === 'ERR_MODULE_NOT_FOUND') {
    const why = `${name} is not installed: run "npm install ${name}" where the bot is installed, then start it again`;
    throw new DoorFault('puppet_absent', why, { isFinal: true });
  }
  const why = `${name} cannot be used (${code}): check that it is a puppet of wechaty, and WECHATY_PUPPET_TOKEN`;
  throw new DoorFault('puppet_broken', why, { isFinal: false });
}

const isPuppet = (value: unknown): value is Puppet =>
  typeof value === 'object' && value !== null && 'messageSendText' in value && 'start' in value;
