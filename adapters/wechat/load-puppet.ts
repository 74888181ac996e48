import { errorCode } from '../../src/lib/errors.ts';
import { DoorFault } from './door-fault.ts';
import { needsToken, type LoadPuppet, type Puppet } from './puppet.ts';

export interface PuppetChoice {
  /** Its npm package. */
  name: string;
  token?: string | undefined;
}

type PuppetClass = new (options: { token?: string }) => Puppet;

/**
 * A loader of the puppet that the settings name. Packages are looked for where the program is installed.
 * @throws DoorFault from the loader: the package is not there, has no puppet, lacks its token, or throws
 */
export const puppetLoader =
  ({ name, token }: PuppetChoice, load: (name: string) => Promise<unknown> = (from) => import(from)): LoadPuppet =>
  async () => {
    if (token === undefined && needsToken(name)) {
      throw new DoorFault('token_missing', `${name} needs a token: set WECHATY_PUPPET_TOKEN`, { isFinal: true });
    }
    const Puppet = puppetIn(await load(name).catch((error: unknown) => refuse(name, error)));
    if (!Puppet) {
      const why = `the package ${name} holds no puppet of wechaty: set WECHATY_PUPPET to one that does`;
      throw new DoorFault('no_puppet', why, { isFinal: true });
    }
    try {
      return new Puppet(token === undefined ? {} : { token });
    } catch (cause) {
      // Not kept as `cause`: what a puppet says may hold its token.
      const why = `${name} cannot be used (${errorCode(cause)}): check WECHATY_PUPPET_TOKEN and the puppet's own manual`;
      throw new DoorFault('puppet_broken', why, { isFinal: false });
    }
  };

function refuse(name: string, error: unknown): never {
  const isAbsent = errorCode(error) === 'ERR_MODULE_NOT_FOUND';
  throw new DoorFault(
    isAbsent ? 'puppet_absent' : 'puppet_broken',
    isAbsent
      ? `${name} is not installed: run "npm install ${name}" where the bot is installed, then start it again`
      : `${name} cannot be loaded (${errorCode(error)}): install it again with "npm install ${name}"`,
    { isFinal: true },
  );
}

/** The class that a package exports, as ES module or through the default of a CommonJS one. */
function puppetIn(module: unknown): PuppetClass | null {
  const outer = exported(module);
  const found = typeof outer === 'function' ? outer : exported(outer);
  return isPuppetClass(found) ? found : null;
}

const exported = (module: unknown): unknown =>
  typeof module === 'object' && module !== null ? Reflect.get(module, 'default') : undefined;

const isPuppetClass = (value: unknown): value is PuppetClass =>
  typeof value === 'function' && typeof value.prototype === 'object' && 'messageSendText' in value.prototype;
