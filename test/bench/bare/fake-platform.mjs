// A platform that answers at once. POST /send keeps { chat, key } and refuses with 429 what comes faster than LIMITS (JSON:
// all, chat, group, each { messages, perMs }, sliding windows) allow; GET /tally tells and forgets.
import { createServer } from 'node:http';

const limits = process.env.LIMITS ? JSON.parse(process.env.LIMITS) : null;
let keys = new Set();
let tally = { delivered: 0, refused: 0, doubles: 0, firstAt: 0, lastAt: 0 };
let windows = new Map();

/** Ring of the last arrivals under a name. */
function ringOf(name, size) {
  let ring = windows.get(name);
  if (!ring) windows.set(name, (ring = { at: new Float64Array(size).fill(-Infinity), next: 0 }));
  return ring;
}

function isTooFast(chat, now) {
  if (!limits) return false;
  const names = [
    ['all', limits.all],
    [`chat ${chat}`, limits.chat],
  ];
  if (chat < 0) names.push([`group ${chat}`, limits.group]);
  const rings = names.map(([name, { messages, perMs }]) => [ringOf(name, messages), perMs]);
  // The oldest of the last `messages` stands where the next one goes.
  if (rings.some(([ring, perMs]) => ring.at[ring.next] > now - perMs)) return true;
  for (const [ring] of rings) {
    ring.at[ring.next] = now;
    ring.next = (ring.next + 1) % ring.at.length;
  }
  return false;
}

function send(body) {
  const now = performance.now();
  const { chat, key } = JSON.parse(body);
  if (isTooFast(chat, now)) {
    tally.refused += 1;
    return [429, '{"ok":false,"retry_after":1}'];
  }
  if (keys.has(key)) tally.doubles += 1;
  keys.add(key);
  tally.delivered += 1;
  if (tally.firstAt === 0) tally.firstAt = now;
  tally.lastAt = now;
  return [200, `{"ok":true,"message_id":${tally.delivered}}`];
}

function takeTally() {
  const answer = JSON.stringify(tally);
  keys = new Set();
  windows = new Map();
  tally = { delivered: 0, refused: 0, doubles: 0, firstAt: 0, lastAt: 0 };
  return [200, answer];
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const [status, answer] = request.url === '/tally' ? takeTally() : send(Buffer.concat(chunks).toString('utf8'));
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.on('SIGTERM', () => process.exit(0));
