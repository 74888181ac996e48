import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Shot {
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface LoadOptions {
  port: number;
  /** Keep-alive connections; each sends the next request when the answer to the last is there. */
  connections: number;
  seconds: number;
  next: () => Shot;
}

export interface LoadResult {
  /** Answers with 2xx. */
  acks: number;
  /** Any other answer. */
  refused: number;
  perSecond: number;
  /** Milliseconds from request to answer, growing. */
  latencies: number[];
}

/** Closed loop over raw sockets: an HTTP client would cost as much of the two cores as the server that is measured. */
export async function applyLoad({ port, connections, seconds, next }: LoadOptions): Promise<LoadResult> {
  const latencies: number[] = [];
  let acks = 0;
  let refused = 0;
  const begun = performance.now();
  const until = begun + seconds * 1000;
  const shootOn = async () => {
    const line = await openLine(port);
    while (performance.now() < until) {
      const sent = performance.now();
      const status = await line.ask(next());
      latencies.push(performance.now() - sent);
      if (status >= 200 && status < 300) acks += 1;
      else refused += 1;
    }
    line.close();
  };
  await Promise.all(Array.from({ length: connections }, shootOn));
  const took = (performance.now() - begun) / 1000;
  return { acks, refused, perSecond: acks / took, latencies: latencies.toSorted((a, b) => a - b) };
}

interface Line {
  ask(shot: Shot): Promise<number>;
  close(): void;
}

async function openLine(port: number): Promise<Line> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const answers = readAnswers(socket);
  return {
    ask(shot) {
      socket.write(requestOf(shot, port));
      return answers();
    },
    close: () => socket.destroy(),
  };
}

function requestOf({ path, headers, body }: Shot, port: number): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${lines.join('')}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** @returns waits for one whole answer and tells its status; answers are small and carry their length */
function readAnswers(socket: Socket): () => Promise<number> {
  let bytes: Buffer = Buffer.alloc(0);
  let waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | null = null;
  const fail = (error: Error) => waiting?.reject(error);
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the server closed the line')));
  socket.on('data', (chunk: Buffer) => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = bytes.toString('latin1', 0, end);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) return fail(new Error('an answer without a length'));
    if (bytes.length < end + 4 + length) return;
    bytes = bytes.subarray(end + 4 + length);
    waiting?.resolve(Number(head.slice(9, 12)));
  });
  return () => new Promise((resolve, reject) => (waiting = { resolve, reject }));
}
