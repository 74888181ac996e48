import cliProgress from 'cli-progress';
import type { ToolIo } from '../tool.ts';
import type { CliTexts } from '../texts.ts';

/** Shows how far sending is. */
export interface Meter {
  step(done: number, refused: number): void;
  end(): void;
}

/** A bar on a terminal; elsewhere a line at each tenth. */
export function createMeter(total: number, begin: number, io: ToolIo, t: CliTexts): Meter {
  return process.stderr.isTTY ? barMeter(total, begin, t) : lineMeter(total, begin, io, t);
}

function barMeter(total: number, begin: number, t: CliTexts): Meter {
  const bar = new cliProgress.SingleBar(
    // The braces in this text are the bar's own.
    {
      format: t('replay.bar', {
        bar: '{bar}',
        value: '{value}',
        total: '{total}',
        eta_formatted: '{eta_formatted}',
        refused: '{refused}',
      }),
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, begin, { refused: 0 });
  return { step: (done, refused) => bar.update(done, { refused }), end: () => bar.stop() };
}

function lineMeter(total: number, begin: number, io: ToolIo, t: CliTexts): Meter {
  const every = Math.max(1, Math.ceil(total / 10));
  let said = begin;
  return {
    step(done, refused) {
      if (done - said < every && done < total) return;
      said = done;
      io.err(t('replay.sending', { done, total, refused }));
    },
    end() {},
  };
}
