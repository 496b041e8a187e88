// SPDX-License-Identifier: MIT
//
// Plays with a WebSocket client of Node's world and prints the ticks it was
// shown: `node peers.mjs ws|node URL TICKS`. Node 22 has a client of its own;
// before that it is the same one, undici's, from npm.
import { Buffer } from 'node:buffer';
import process from 'node:process';

const FRAME_KEY = 31; // a state frame's first byte is at most this
const [which, url, wanted] = process.argv.slice(2);

const clients = {
  ws: async () => (await import('ws')).WebSocket,
  node: async () =>
    globalThis.WebSocket ?? (await import('undici')).WebSocket,
};

/** MessagePack of a small array of small things. */
function pack(values) {
  const parts = [Buffer.from([0x90 + values.length])];
  for (const value of values) {
    if (typeof value === 'boolean') {
      parts.push(Buffer.from([value ? 0xc3 : 0xc2]));
    } else if (typeof value === 'number') {
      const number = Buffer.alloc(5, 0xce);
      number.writeUInt32BE(value, 1);
      parts.push(number);
    } else {
      const bytes = Buffer.from(value);
      const kind = typeof value === 'string' ? 0xd9 : 0xc4;
      parts.push(Buffer.from([kind, bytes.length]), bytes);
    }
  }
  return Buffer.concat(parts);
}

const Client = await clients[which]();
const socket = new Client(url, ['roomcast.1']);
const ticks = [];

socket.binaryType = 'arraybuffer';
socket.onopen = () => {
  socket.send(pack([1, which, new Uint8Array(0), false, 1, 0]));
};
socket.onmessage = ({ data }) => {
  const view = new DataView(data);
  if (view.getUint8(0) > FRAME_KEY || ticks.length === Number(wanted)) {
    return;
  }
  const tick = view.getUint32(1, true);
  ticks.push(tick);
  socket.send(pack([2, tick + 2, tick, tick, 1, 0]));
  if (ticks.length === Number(wanted)) {
    socket.close(1000, 'thank you');
  }
};
socket.onerror = (event) => {
  console.error('error:', event.message ?? event.error ?? event.type);
};
socket.onclose = ({ code, wasClean }) => {
  if (code === 1000 && wasClean && socket.protocol === 'roomcast.1') {
    console.log(JSON.stringify(ticks));
  } else {
    console.error(`closed with ${code}, clean: ${wasClean}`);
    process.exitCode = 1;
  }
};
