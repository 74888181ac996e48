// The least that takes a message over HTTP and keeps it: node:http, and one INSERT per request.
import { createServer } from 'node:http';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 8 });
const insert = `INSERT INTO "RoomMessage" (room, sender, text, "replyTo", attachments, "dedupeKey", at)
  VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`;

async function take(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { from, text, replyTo, key } = JSON.parse(Buffer.concat(chunks).toString());
  const { rows } = await pool.query(insert, ['main', from, text, replyTo ?? null, '[]', key, new Date()]);
  return rows[0].id;
}

function answer(response, status, body) {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}

const server = createServer((request, response) => {
  take(request).then(
    (id) => answer(response, 201, { id }),
    (error) => answer(response, 503, { error: String(error) }),
  );
});
await pool.query('SELECT 1');
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.on('SIGTERM', () => process.exit(0));
