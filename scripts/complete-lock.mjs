// Completes package-lock.json after `npm install`: run `npm run lock:complete`.
//
// Native packages come as one optional package per platform. npm writes only those into the lock file that the
// registry in use could name at that moment; where it mirrors the packages of one platform only, the others are left
// out, and `npm ci` then refuses the lock file on every machine (EUSAGE, "Missing: ... from lock file"). The version of
// each is pinned by the package that wants it, and its platform stands in its name, so the entries can be written
// without asking anybody. They carry no checksum: on those platforms npm takes on trust what its registry gives.
import { readFileSync, writeFileSync } from 'node:fs';

const systems = new Map(
  Object.entries({
    aix: 'aix',
    android: 'android',
    darwin: 'darwin',
    freebsd: 'freebsd',
    linux: 'linux',
    netbsd: 'netbsd',
    openbsd: 'openbsd',
    openharmony: 'openharmony',
    sunos: 'sunos',
    win32: 'win32',
    windows: 'win32',
  }),
);
const processors = new Set(['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']);
const exactVersion = /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/;

/** Where Node would find `name` from the package at `from`: the nearest node_modules upwards, or undefined. */
function find(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const place = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (packages[place]) return place;
    if (at === '') return undefined;
  }
}

/** What the name of a platform package says of its platform, or undefined when it says nothing. */
function platformOf(name) {
  const words = name.slice(name.lastIndexOf('/') + 1).split(/[-.]/);
  const os = words.map((word) => systems.get(word)).find(Boolean);
  const cpu = words.map((word) => (word === 'armv7' ? 'arm' : word)).find((word) => processors.has(word));
  if (!os || !cpu) return undefined;
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((word) => word.startsWith('gnu'))
      ? ['glibc']
      : undefined;
  return { os, cpu, libc };
}

/** Adds the missing entries to the lock file's packages; returns their names. */
function complete(packages) {
  const added = [];
  for (const [from, wanting] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(wanting.optionalDependencies ?? {})) {
      if (find(packages, from, name)) continue;
      const platform = platformOf(name);
      if (!platform || !exactVersion.test(version)) {
        process.stderr.write(`Left out ${name}@${version}, wanted by ${from || 'package.json'}: add it by hand.\n`);
        process.exitCode = 1;
        continue;
      }
      packages[`node_modules/${name}`] = {
        version,
        cpu: [platform.cpu],
        ...(wanting.dev && { dev: true }),
        ...(platform.libc && { libc: platform.libc }),
        optional: true,
        os: [platform.os],
      };
      added.push(name);
    }
  }
  return added;
}

const file = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = complete(lock.packages);
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added.length} entries added${added.length ? `: ${added.join(', ')}` : ''}\n`);
