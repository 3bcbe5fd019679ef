/** Requests to addresses that people gave reach the public internet only: to everything else no connection is opened. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo, LookupFunction, Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addressProblem, postGuarded, type OutgoingAllow } from '../../src/notify/guard.ts';

const NONE: OutgoingAllow = { hosts: [], networks: [] };

/** Listens on every address of this machine, and counts who comes. */
let server: Server;
let port: number;
let connections = 0;
const requests: string[] = [];
let answer: { status: number; headers?: Record<string, string> } = { status: 204 };
beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.writeHead(answer.status, answer.headers).end();
  });
  server.on('connection', (_socket: Socket) => {
    connections += 1;
  });
  await new Promise<void>((resolve) => { server.listen(0, '::', resolve); });
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => { server.close(resolve); }));
beforeEach(() => {
  connections = 0;
  requests.length = 0;
  answer = { status: 204 };
});

/** A resolver that gives these answers, one after the other. */
function resolver(...answers: string[][]): { lookup: LookupFunction; asked: () => number } {
  let asked = 0;
  const lookup: LookupFunction = (_host, options, callback) => {
    const found = (answers[Math.min(asked, answers.length - 1)] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    asked += 1;
    if (options.all === true) callback(null, found);
    else callback(null, found[0]?.address ?? '', found[0]?.family);
  };
  return { lookup, asked: () => asked };
}

const post = (url: string, allow = NONE, lookup?: LookupFunction): Promise<number> => postGuarded(url, '{}', {}, { allow, timeoutMs: 3000, ...(lookup && { lookup }) });

const INSIDE = [
  '127.0.0.1', '127.1', '127.255.255.254', '2130706433', '0x7f000001', '0177.0.0.1', '0x7f.1', '0', '0.0.0.0', '[::1]', '[::]', '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '[::ffff:169.254.169.254]',
  '[fd00:ec2::254]', '[fe80::1]', '[fec0::1]', '[fc00::1]', '100.64.0.1', '100.100.100.200', '192.0.0.192', '192.0.2.1', '198.18.0.1', '203.0.113.1', '224.0.0.1', '240.0.0.1',
  '255.255.255.255', '[ff02::1]', '[2002:7f00:1::]', '[2001:0:7f00:1::]', '[64:ff9b::7f00:1]', '[64:ff9b:1::7f00:1]', '[64:ff9b::a9fe:a9fe]', '[2001:db8::1]', '[100::1]', '①②⑦.0.0.1',
  'localhost',
];

describe.each(INSIDE)('to %s', (host) => {
  test('nothing is opened, over https or by a name', async () => {
    await expect(post(`https://${host}:${port}/`)).rejects.toThrow(/not on the public internet/);
    const address = new URL(`https://${host}/`).hostname.replace(/[[\]]/g, '');
    if (!address.startsWith('localhost')) {
      await expect(post(`https://hooks.example.com:${port}/`, NONE, resolver([address]).lookup)).rejects.toThrow(/hooks.example.com is not on the public internet/);
      await expect(post(`https://hooks.example.com:${port}/`, NONE, resolver(['93.184.215.14', address]).lookup)).rejects.toThrow(/not on the public internet/);
    }
    expect(connections).toBe(0);
  });
});

describe('a resolver that answers differently the next time', () => {
  test('gains nothing: what is connected to is what was looked at', async () => {
    const { lookup, asked } = resolver(['127.0.0.1'], ['93.184.215.14']);
    await expect(post(`https://rebind.example.com:${port}/`, NONE, lookup)).rejects.toThrow(/not on the public internet/);
    expect(asked()).toBe(1);
    // Opened addresses first, inside ones from then on: the request stays with the first.
    const other = resolver(['127.0.0.2'], ['127.0.0.1']);
    await expect(post(`http://rebind.example.com:${port}/`, { hosts: ['rebind.example.com'], networks: [] }, other.lookup)).resolves.toBe(204);
    expect([other.asked(), connections]).toEqual([1, 1]);
    const later = resolver(['10.0.0.1']);
    await expect(post(`https://rebind.example.com:${port}/`, { hosts: [], networks: ['127.0.0.0/8'] }, later.lookup)).rejects.toThrow(/not on the public internet/);
    expect(connections).toBe(1);
  });
});

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])('%i is not followed', async (status) => {
    answer = { status, headers: { location: `http://127.0.0.1:${port}/inside` } };
    await expect(post(`http://127.0.0.1:${port}/hook`, { hosts: ['127.0.0.1'], networks: [] })).rejects.toThrow(/redirect \(status \d+\), which is not followed/);
    expect(requests).toEqual(['/hook']);
  });
});

describe('what an operator opens', () => {
  test('is reached: a host by its name, addresses by their network', async () => {
    expect(await post(`http://127.0.0.1:${port}/`, { hosts: ['127.0.0.1'], networks: [] })).toBe(204);
    expect(await post(`http://[::1]:${port}/`, { hosts: ['::1'], networks: [] })).toBe(204);
    expect(await post(`http://chat.lan:${port}/`, { hosts: ['chat.lan'], networks: ['10.0.0.0/8'] }, resolver(['127.0.0.1']).lookup)).toBe(204);
    expect(connections).toBe(3);
  });

  test('and nothing beside it', async () => {
    const allow = { hosts: ['chat.lan'], networks: ['10.1.0.0/16', 'fd00::/8'] };
    for (const host of ['other.lan', '127.0.0.1', '[::1]']) await expect(post(`https://${host}:${port}/`, allow, resolver(['127.0.0.1']).lookup)).rejects.toThrow(/not on the public internet/);
    // One answer inside its network, one outside.
    await expect(post(`https://mixed.lan:${port}/`, allow, resolver(['10.1.0.1', '127.0.0.1']).lookup)).rejects.toThrow(/not on the public internet/);
    expect(connections).toBe(0);
  });
});

test.each([
  ['http://example.com/', /Use https/], ['ftp://example.com/', /no http\(s\) address/], ['file:///etc/passwd', /no http\(s\)/], ['gopher://127.0.0.1/', /no http\(s\)/],
  ['https://user:secret@example.com/', /user name or password/], ['nonsense', /no http\(s\)/], ['//example.com', /no http\(s\)/],
])('%s is not taken', async (url, reason) => {
  expect(addressProblem(url, NONE)).toMatch(reason);
  await expect(post(url)).rejects.toThrow(reason);
});

test('an answer other than 2xx and one that never ends are failures in words', async () => {
  answer = { status: 500 };
  await expect(post(`http://127.0.0.1:${port}/`, { hosts: ['127.0.0.1'], networks: [] })).rejects.toThrow('The address answered with status 500.');
  await expect(post(`http://127.0.0.1:1/`, { hosts: ['127.0.0.1'], networks: [] })).rejects.toThrow('The address cannot be reached (ECONNREFUSED).');
});
