import { HEX, randomText, type Random, type RandomStreams } from './random.ts';

/**
 * First id of each kind, of the magnitude GitHub has today: issue, comment and delivery ids no
 * longer fit 32 bits, so code that narrows them fails here as it would there.
 */
const FIRST = {
  account: 1_480_000,
  app: 1_203_000,
  hook: 541_000_000,
  repository: 910_000_000,
  installation: 61_000_000,
  issue: 3_120_000_000,
  comment: 2_870_000_000,
  label: 7_640_000_000,
  milestone: 12_400_000,
  issueType: 19_000_000,
  review: 2_510_000_000,
  project: 11_300_000,
  projectField: 198_000_000,
  projectItem: 96_500_000,
  issueField: 21_400_000,
  issueFieldOption: 38_100_000,
  event: 17_100_000_000,
  delivery: 189_000_000_000,
} as const;

export type IdKind = keyof typeof FIRST;

export interface Ids {
  next(kind: IdKind): number;
  /** GUID of a webhook delivery (UUID version 1 shape, as GitHub's). */
  guid(): string;
  /** `x-github-request-id`. */
  requestId(): string;
}

/** Ids that rise by small random steps, all from the seed. */
export function createIds(random: RandomStreams): Ids {
  const last = new Map<IdKind, number>();
  return {
    next(kind) {
      const id = (last.get(kind) ?? FIRST[kind]) + 1 + Math.floor(random(`id:${kind}`)() * 97);
      last.set(kind, id);
      return id;
    },
    guid: () => guid(random('guid')),
    requestId: () => requestId(random('request')),
  };
}

function guid(random: Random): string {
  const hex = randomText(random, 31, HEX);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-1${hex.slice(12, 15)}-a${hex.slice(15, 18)}-${hex.slice(18, 30)}`;
}

function requestId(random: Random): string {
  const part = (length: number) => randomText(random, length, HEX).toUpperCase();
  return `${part(4)}:${part(5)}:${part(6)}:${part(6)}:${part(8)}`;
}

/** Node id prefix by kind of object, as GitHub's current ids have them. */
const NODE_PREFIX = {
  User: 'U_kgDO',
  Organization: 'O_kgDO',
  Bot: 'BOT_kgDO',
  App: 'A_kwDO',
  Repository: 'R_kgDO',
  Issue: 'I_kwDO',
  PullRequest: 'PR_kwDO',
  IssueComment: 'IC_kwDO',
  Label: 'LA_kwDO',
  Milestone: 'MI_kwDO',
  IssueType: 'IT_kwDO',
  PullRequestReview: 'PRR_kwDO',
  ProjectV2: 'PVT_kwDO',
  ProjectV2Item: 'PVTI_lADO',
  ProjectV2Field: 'PVTSSF_lADO',
  IssueField: 'IF_kwDO',
  IssueFieldOption: 'IFSSO_kgDO',
  Installation: 'IN_kwDO',
} as const;

export type NodeKind = keyof typeof NODE_PREFIX;

/** Opaque node id of an object: unique by kind and numeric id. */
export function nodeIdOf(kind: NodeKind, id: number): string {
  const bytes = Buffer.alloc(9);
  bytes[0] = 0xcf;
  bytes.writeBigUInt64BE(BigInt(id), 1);
  return NODE_PREFIX[kind] + bytes.toString('base64url');
}
