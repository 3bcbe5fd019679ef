import type { MarkdownNode } from './tree.ts';

/** Where short references in a text lead. */
export interface Place {
  /** GitHub's own address, such as `https://github.com`. */
  webUrl: string;
  /** `owner/name` of the repository that `#12` means; null where there is none. */
  repository: string | null;
}

/** In this order: `owner/name#12`, `#12`, `GH-12`, `@person`, `@org/team`. None of them begins inside of a word. */
const REFERENCE = /(?<![\w/@#.-])(?:([\w-]{1,39}\/[\w.-]{1,100})?#(\d{1,9})|GH-(\d{1,9})|@([a-z\d](?:-?[a-z\d]){0,38})(?:\/([\w-]{1,100}))?)(?![\w/-])/gi;

/** A text with its mentions and issue references as links. */
export function linkReferences(text: string, { webUrl, repository }: Place): MarkdownNode[] {
  const nodes: MarkdownNode[] = [];
  let end = 0;
  for (const match of text.matchAll(REFERENCE)) {
    const [whole, owner, number, legacy, person, team] = match;
    const issue = number ?? legacy;
    const where = owner ?? repository;
    if (issue !== undefined && where === null) continue;
    const path = issue !== undefined ? `${where}/issues/${issue}` : team === undefined ? person : `orgs/${person}/teams/${team}`;
    nodes.push(text.slice(end, match.index), ['a', { href: `${webUrl}/${path}` }, [whole]]);
    end = match.index + whole.length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== '');
}

const ISSUE_PATH = /^\/([\w.-]+\/[\w.-]+)\/(?:issues|pull)\/(\d{1,9})\/?(#issuecomment-\d+)?$/;

/** How GitHub shortens the bare address of an issue: `#12` within its repository, else `owner/name#12`; null for any other. */
export function shortIssue(url: URL, { webUrl, repository }: Place): string | null {
  const [, where, number, comment] = url.href.startsWith(`${webUrl}/`) ? (ISSUE_PATH.exec(url.pathname + url.hash) ?? []) : [];
  if (where === undefined) return null;
  return `${where === repository ? '' : where}#${number}${comment === undefined ? '' : ' (comment)'}`;
}
