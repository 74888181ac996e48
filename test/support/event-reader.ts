/** One server-sent event. */
export interface StreamEvent {
  event: string;
  /** null when the event carries none. */
  id: string | null;
  data: unknown;
}

export interface EventReader {
  /** The next event. @throws Error when the stream has ended */
  next(): Promise<StreamEvent>;
  /** The next comment. */
  comment(): Promise<string>;
  close(): void;
}

/** Opens a stream of server-sent events and reads it block by block. @throws Error when the answer is no stream */
export async function openEvents(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
  const abort = new AbortController();
  const answer = await fetch(url, { headers, signal: abort.signal });
  if (answer.status !== 200 || !answer.body) throw new Error(`no stream: ${answer.status}`);
  const blocks = readBlocks(answer.body);
  const nextBlock = async (wanted: (block: string) => boolean) => {
    for (;;) {
      const block = await blocks.next();
      if (block.done) throw new Error('the stream has ended');
      if (wanted(block.value)) return block.value;
    }
  };
  return {
    next: async () => readEvent(await nextBlock((block) => block.includes('data: '))),
    comment: async () => (await nextBlock((block) => block.startsWith(':'))).slice(1).trim(),
    close: () => abort.abort(),
  };
}

async function* readBlocks(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, void> {
  let rest = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + chunk).split('\n\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
}

function readEvent(block: string): StreamEvent {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
  );
  return {
    event: fields.get('event') ?? 'message',
    id: fields.get('id') ?? null,
    data: JSON.parse(fields.get('data') ?? 'null'),
  };
}
