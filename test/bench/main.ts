import { writeFile } from 'node:fs/promises';
import { startBenchServer, type BenchServer } from './bench-server.ts';
import { paceOf, readBenchOptions, type BenchOptions } from './bench-options.ts';
import { toMarkdown, type Report } from './figures.ts';
import { describeMachine, describeServer, mostLoad, readMachine } from './machine.ts';
import type { Measure } from './measure.ts';
import { measureDoors } from './measure-doors.ts';
import { measureHandling } from './measure-handling.ts';
import { measureLedger } from './measure-ledger.ts';
import { measureModel } from './measure-model.ts';
import { measureOutbox } from './measure-outbox.ts';
import { measurePacing } from './measure-pacing.ts';
import { measureRecovery } from './measure-recovery.ts';
import { measureReminders } from './measure-reminders.ts';
import { measureStall } from './measure-stall.ts';
import { measureStart } from './measure-start.ts';
import { measureWebRoom } from './measure-web-room.ts';
import { measureWebhook } from './measure-webhook.ts';
import { familyOf } from './process-memory.ts';

const measures: readonly Measure[] = [
  measureWebRoom,
  measureWebhook,
  measureDoors,
  measureHandling,
  measureLedger,
  measureReminders,
  measureOutbox,
  measurePacing,
  measureModel,
  measureRecovery,
  measureStall,
  measureStart,
];

function chosenBy({ only }: BenchOptions): readonly Measure[] {
  const names = only?.split(',');
  const unknown = names?.find((one) => !measures.some(({ name }) => name === one));
  if (unknown === undefined) return measures.filter(({ name }) => names?.includes(name) ?? true);
  throw new Error(`no measure is called ${unknown}; there are ${measures.map(({ name }) => name).join(', ')}`);
}

/** Leaves nothing behind when somebody stops the bench: neither contenders nor the database. */
function endOnSignal(server: BenchServer): void {
  const end = () => {
    for (const pid of familyOf(process.pid).slice(1)) process.kill(pid, 'SIGTERM');
    server.close().then(
      () => process.exit(130),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

const options = readBenchOptions(process.argv.slice(2));
const chosen = chosenBy(options);
const machine = readMachine();
const noisy = machine.load > mostLoad;
console.log(describeMachine(machine));
if (noisy && !options.force) {
  console.error(`The machine is busy (load ${machine.load.toFixed(2)}, at most ${mostLoad}). Wait, or add --force.`);
  process.exit(2);
}
const begun = performance.now();
const server = await startBenchServer();
endOnSignal(server);
const reports: Report[] = [];
try {
  const storage = await describeServer(server.pool);
  console.log(`${storage}${noisy ? '\nNOISY: the machine was busy before the bench began' : ''}\n`);
  const pace = paceOf(options);
  for (const measure of chosen) {
    const report = await measure.run({ server, pace });
    reports.push(report);
    console.log(toMarkdown(report));
  }
  const seconds = Math.round((performance.now() - begun) / 1000);
  console.log(`${seconds} s in all, ${pace.rounds} round(s); median, in brackets lowest and highest round.`);
  if (options.json) {
    const record = { at: new Date().toISOString(), noisy, quick: options.quick, machine, storage, seconds, reports };
    await writeFile(options.json, `${JSON.stringify(record, null, 2)}\n`);
  }
} finally {
  await server.close();
}
