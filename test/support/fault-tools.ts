import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';

/** Installs a Debian package where that is possible: as root, with apt-get. RUNLEVEL=1 keeps it from starting a service. */
function install(name: string): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const apt = (...args: string[]) => execFileSync('apt-get', ['-qq', ...args], { env, stdio: 'ignore' });
  try {
    apt('update');
    apt('install', '-y', '--no-install-recommends', name);
  } catch (error) {
    console.warn(`apt-get could not install ${name}: ${error instanceof Error ? error.message : 'unknown'}`);
  }
}

const findFaketime = () =>
  (existsSync('/usr/lib') ? readdirSync('/usr/lib') : [])
    .map((folder) => `/usr/lib/${folder}/faketime/libfaketime.so.1`)
    .find((file) => existsSync(file));

/** The library that turns a program's clock, installed when it is missing; undefined = this machine cannot have it. */
export function faketimeLibrary(): string | undefined {
  const found = findFaketime();
  if (found !== undefined) return found;
  install('libfaketime');
  return findFaketime();
}

/** A disk of a few megabytes. */
export interface SmallDisk {
  readonly folder: string;
  /** For 64 MB: `64m`. */
  resize(size: string): void;
  unmount(): void;
}

/** Mounts a small disk in memory over `folder`; null = only root may. */
export function mountSmallDisk(folder: string, size: string, mode = '0711'): SmallDisk | null {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return null;
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=${mode}`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    console.warn(`mount: ${error instanceof Error ? error.message : 'refused'}`);
    return null;
  }
  return {
    folder,
    resize: (bytes) => void execFileSync('mount', ['-o', `remount,size=${bytes}`, folder]),
    unmount: () => void execFileSync('umount', ['-l', folder]),
  };
}
