// Makes dist/ current: the Prisma client when the schema changed, then an incremental compile. Run before every start.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const stamp = 'src/storage/generated/.schema-hash';
const run = (bin, ...args) => execFileSync(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

try {
  const hash = createHash('sha256').update(readFileSync('prisma/schema.prisma')).digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
    run('node_modules/prisma/build/index.js', 'generate');
    mkdirSync('src/storage/generated', { recursive: true });
    writeFileSync(stamp, hash);
  }
  run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
} catch (error) {
  // Silent when all is well; else what the tool said.
  process.stderr.write(`${error.stdout ?? ''}${error.stderr ?? error}\n`);
  process.exit(1);
}
