import { createApp, type App } from './app.ts';
import { findMisspelt, parseConfig, secretsOf, type Config } from './config.ts';
import { systemClock } from './lib/clock.ts';
import { AppError, errorCode } from './lib/errors.ts';
import { createLogger, type Logger } from './lib/logger.ts';
import { createMask } from './lib/mask-secrets.ts';
import { readRole } from './app/role.ts';
import { isPuppetFault } from './app/puppet-fault.ts';
import { banner } from './banner.ts';

/** A stop that takes longer than this is cut off. */
const stopLimitMs = 10_000;

/** Stops once, however many signals come; exits 0 when everything ended in time. */
function stopOnSignal(app: App, log: Logger): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error({}, 'stopping took too long');
      process.exit(1);
    }, stopLimitMs).unref();
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error, log),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** Knows no secrets yet while the settings are read: those faults repeat no values. */
let hide = createMask([]);

/** Says what went wrong in words an operator can act on, and ends. Nothing of the environment's values is printed. */
function fail(error: unknown, log?: Logger): never {
  const message = error instanceof AppError ? error.message : `unexpected fault: ${String(error)}`;
  if (log) log.error({ code: error instanceof AppError ? error.code : 'unexpected' }, message);
  process.stderr.write(`\n${hide(message)}\n`);
  process.exit(1);
}

/** A start that fails half-way (a taken port) leaves nothing running behind. */
async function startOrStop(app: App): Promise<void> {
  try {
    await app.start();
  } catch (error) {
    await app.stop();
    throw error;
  }
}

function readEnvironment(): Config {
  try {
    return parseConfig(process.env);
  } catch (error) {
    return fail(error);
  }
}

const config = readEnvironment();
hide = createMask(secretsOf(config));
const log = createLogger({ level: config.LOG_LEVEL, secrets: secretsOf(config) });
for (const [name, meant] of findMisspelt(process.env)) log.warn({ name, meant }, 'a setting that nobody reads');
const failUnlessPuppet = (error: unknown) => {
  if (!isPuppetFault(error, config.WECHATY_PUPPET !== undefined)) fail(error, log);
  log.warn(
    { door: 'wechat', code: errorCode(error) },
    'a fault inside the puppet that nobody caught; the rest goes on',
  );
};
process.on('unhandledRejection', failUnlessPuppet);
// Node itself would print the whole error, with whatever its message holds.
process.on('uncaughtException', failUnlessPuppet);
try {
  const role = readRole(process.argv.slice(2));
  const app = await createApp(config, { role, log, clock: systemClock });
  stopOnSignal(app, log);
  await startOrStop(app);
  process.stdout.write(`${banner(config, app)}\n`);
} catch (error) {
  fail(error, log);
}
