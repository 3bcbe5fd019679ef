import { afterEach, expect, test } from '@jest/globals';
import { createPacker, type Packer } from '../../../src/http/pack/packer.ts';
import { decompressBody, LARGE } from '../../../src/store/delivery-body.ts';

let packer: Packer;

afterEach(async () => {
  await packer.close();
});

test('what is packed at once keeps its own bytes and what was read from them, small and large', async () => {
  packer = createPacker();
  const bodies = Array.from({ length: 200 }, (_, index) =>
    Buffer.from(JSON.stringify({ action: `opened${index}`, installation: { id: index }, repository: { id: 1000 + index }, pad: 'é'.repeat(index % 50 === 0 ? LARGE : index) })));
  const packed = await Promise.all(bodies.map((body) => packer.pack(body)));
  for (const [index, body] of bodies.entries()) {
    expect(packed[index]).toMatchObject({ action: `opened${index}`, installationId: index, repositoryId: 1000 + index });
    expect((await decompressBody(packed[index]?.body as Buffer)).equals(body)).toBe(true);
  }
});

test('what is no JSON object is told, and spoils nothing beside it', async () => {
  packer = createPacker();
  const packed = await Promise.all(['{"action":"opened"', '[]', 'null', '"text"', '{}', ' '.repeat(LARGE + 1)].map((text) => packer.pack(Buffer.from(text))));
  expect(packed.map((each) => each && { action: each.action })).toEqual([null, null, null, null, { action: null }, null]);
});

test.each([
  [{ action: 1, installation: 'x', repository: [] }],
  [{ action: 'a'.repeat(101), installation: { id: 1.5 }, repository: { id: '1' } }],
  [{ installation: null, repository: {} }],
])('what is not as GitHub sends it is left out: %j', async (body) => {
  packer = createPacker();
  expect(await packer.pack(Buffer.from(JSON.stringify(body)))).toMatchObject({ action: null, installationId: null, repositoryId: null });
});

test('a thread that dies fails its batch, and the next has a new one', async () => {
  packer = createPacker(new URL("data:text/javascript,import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { throw new Error('out of memory'); });"));
  for (let time = 0; time < 2; time += 1) await expect(packer.pack(Buffer.from('{}'))).rejects.toThrow('out of memory');
});
