// Run with the packed package installed alone: the echo must answer over TCP.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import echo from '@threadline/echo';

const server = createServer(echo).listen(0, '127.0.0.1');
await once(server, 'listening');
const client = connect(server.address().port, '127.0.0.1');
client.end('installed alone');
const chunks = await client.toArray();
assert.equal(Buffer.concat(chunks).toString(), 'installed alone');
server.close();
console.log('@threadline/echo: runs installed alone');
