/**
 * Requests to addresses that people gave: to public addresses only, so that nobody reaches the inside
 * through Lockstep (server-side request forgery). The name is resolved once and the connection goes
 * to just that answer, so that a resolver that changes its mind gains nothing; redirects are not followed.
 */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import http from 'node:http';
import https from 'node:https';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';

/** Inside hosts that the operator opened, by OUTGOING_ALLOW. */
export interface OutgoingAllow {
  /** Names and addresses as they stand in an address, in lower case. */
  hosts: readonly string[];
  /** In CIDR notation. */
  networks: readonly string[];
}

export interface GuardOptions {
  allow: OutgoingAllow;
  /** In place of the system's resolver. */
  lookup?: LookupFunction;
  timeoutMs?: number;
}

/** The request was not made, or its answer is of no use; the message is a sentence for people. */
export class OutgoingError extends Error {
  override name = 'OutgoingError';
  readonly status: number | null;

  constructor(message: string, status: number | null = null) {
    super(message);
    this.status = status;
  }
}

const TIMEOUT_MS = 10_000;

/** More than this of an answer is nobody's business. */
const ANSWER_BYTES = 64 * 1024;

/** @returns what is wrong with an address before anything is asked, as a sentence; null where nothing is */
export function addressProblem(text: string, allow: OutgoingAllow): string | null {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return 'This is no http(s) address.';
  if (url.username !== '' || url.password !== '') return 'An address with a user name or password in it is not taken.';
  if (url.protocol === 'http:' && !isAllowedHost(url, allow)) return 'Use https: without it, others could read along.';
  return null;
}

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
const isAllowedHost = (url: URL, { hosts }: OutgoingAllow): boolean => hosts.includes(hostOf(url));

/** Posts JSON. @throws OutgoingError, where the answer is not 2xx, too */
export async function postGuarded(text: string, body: string, headers: Record<string, string>, options: GuardOptions): Promise<number> {
  const problem = addressProblem(text, options.allow);
  if (problem !== null) throw new OutgoingError(problem);
  const status = await send(new URL(text), body, headers, options);
  if (status >= 300 && status < 400) throw new OutgoingError(`The address answers with a redirect (status ${status}), which is not followed: give the address it leads to.`, status);
  if (status < 200 || status >= 300) throw new OutgoingError(`The address answered with status ${status}.`, status);
  return status;
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** What leads inside by a detour, beside what request-filtering-agent knows: translated, compatible and once-local addresses. */
const DETOURS = blockListOf(['64:ff9b:1::/48', 'fec0::/10', '::/96', '2002::/16', '2001::/32', '100::/64', '5f00::/16', '192.88.99.0/24']);

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

/** Every address of a host; its own, where it is one. */
async function resolve(host: string, lookup: LookupFunction): Promise<LookupAddress[]> {
  if (isIP(host) !== 0) return [{ address: host, family: isIP(host) }];
  const { promise, resolve: found, reject } = Promise.withResolvers<LookupAddress[]>();
  lookup(host, { all: true }, (error, addresses) => (error ? reject(error) : found(Array.isArray(addresses) ? addresses : [{ address: addresses, family: isIP(addresses) }])));
  return promise;
}

/**
 * The agent of one request: it connects to these addresses and resolves nothing itself. Unless the
 * operator opened them it looks at each once more when it connects.
 */
function agentFor(url: URL, addresses: readonly LookupAddress[], allow: OutgoingAllow): http.Agent {
  const networks = blockListOf(allow.networks);
  const opened = isAllowedHost(url, allow) || addresses.every(({ address }) => networks.check(address, familyOf(address)));
  const secure = url.protocol === 'https:';
  if (opened) return secure ? new https.Agent() : new http.Agent();
  if (addresses.some(({ address }) => DETOURS.check(address, familyOf(address)))) throw new Error(`${url.hostname} is not allowed`);
  return secure ? new RequestFilteringHttpsAgent() : new RequestFilteringHttpAgent();
}

async function send(url: URL, body: string, headers: Record<string, string>, { allow, lookup = systemLookup, timeoutMs = TIMEOUT_MS }: GuardOptions): Promise<number> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const addresses = await resolve(hostOf(url), lookup);
    const agent = agentFor(url, addresses, allow);
    const pinned: LookupFunction = (_host, options, callback) => (options.all === true ? callback(null, addresses) : callback(null, addresses[0]?.address ?? '', addresses[0]?.family));
    try {
      return await post(url, body, { method: 'POST', agent, lookup: pinned, signal, headers: { ...headers, 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), 'user-agent': 'lockstep' } });
    } finally {
      agent.destroy();
    }
  } catch (error) {
    throw new OutgoingError(wordsFor(error as NodeJS.ErrnoException, url));
  }
}

async function post(url: URL, body: string, options: https.RequestOptions): Promise<number> {
  const { promise, resolve: answered, reject } = Promise.withResolvers<number>();
  const request = (url.protocol === 'https:' ? https : http).request(url, options, (response) => {
    let size = 0;
    response.on('data', (part: Buffer) => {
      size += part.length;
      if (size > ANSWER_BYTES) response.destroy();
    });
    response.on('error', () => undefined);
    response.on('close', () => answered(response.statusCode ?? 0));
  });
  request.on('error', reject);
  request.end(body);
  return promise;
}

function wordsFor(error: NodeJS.ErrnoException, url: URL): string {
  if (/is not allowed/.test(error.message)) return `${isIP(hostOf(url)) ? 'The address' : url.hostname} is not on the public internet; an operator can open it with OUTGOING_ALLOW.`;
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'The address did not answer in time.';
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return `${url.hostname} is no known host.`;
  return `The address cannot be reached (${error.code ?? 'failed'}).`;
}
