import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const isProgram = (file: string) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
};

/**
 * Chromium of this machine: CHROMIUM, else Debian's place, else the PATH.
 * @throws Error that says what to install
 */
function findChromium(): string {
  const given = process.env['CHROMIUM'];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const inPath = folders.flatMap((folder) => [path.join(folder, 'chromium'), path.join(folder, 'chromium-browser')]);
  const found = (given ? [given] : ['/usr/bin/chromium', ...inPath]).find(isProgram);
  if (found) return found;
  throw new Error(
    given
      ? `CHROMIUM names ${given}, which is no program. Correct it, or unset it`
      : 'Chromium is missing. Install it (Debian: apt-get install chromium), or say where it is with CHROMIUM=/path/to/chromium',
  );
}

/** Chromium without a window, and without anything it would fetch for itself. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: quiet });
}

/** What went wrong in the pages of a context: errors on the console, thrown ones, and requests to any other host. */
export interface Watch {
  readonly problems: readonly string[];
  /** From now on the server may be away: failed requests to it are no problem. */
  expectAway(away: boolean): void;
}

/** @param home origin that pages may ask */
export function watch(context: BrowserContext, home: string): Watch {
  const problems: string[] = [];
  let away = false;
  context.on('console', (message) => {
    const isLine = /net::ERR_|Failed to load resource/.test(message.text());
    if (message.type() === 'error' && !(away && isLine)) problems.push(`console: ${message.text()}`);
  });
  context.on('weberror', (thrown) => problems.push(`thrown: ${thrown.error().message}`));
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (origin !== home && !['data:', 'blob:', 'about:'].includes(protocol)) problems.push(`asked ${request.url()}`);
  });
  return {
    problems,
    expectAway: (now) => {
      away = now;
    },
  };
}
