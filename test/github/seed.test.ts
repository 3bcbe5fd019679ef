import { describe, expect, test } from '@jest/globals';
import type { Issue, Repository } from './model.ts';
import { installDemo, seed } from './seed/index.ts';
import { createState, type GitHubState } from './state/state.ts';
import { isAssignable } from './state/rights.ts';
import { accountOf, fullNameOf } from './state/find.ts';
import { checkTitle, MAX_BODY } from './writes/guard.ts';

const NOW = Date.UTC(2026, 10, 23, 9, 30);
const APP = { privateKey: 'none is needed here' };

function seeded(name: string, randomSeed = 'one'): GitHubState {
  const state = createState({ randomSeed, clock: () => NOW });
  seed(state, name, state.random('seed'), APP);
  return state;
}

const plain = (_key: string, value: unknown): unknown => (value instanceof Map ? [...value] : value);

function content(state: GitHubState): string {
  return JSON.stringify([state.accounts, state.repositories, state.members, state.nodes], plain);
}

const issuesOf = (repository: Repository): Issue[] => [...repository.issues.values()].filter((issue) => issue.pullRequest === null);
const all = (state: GitHubState): Issue[] => [...state.repositories.values()].flatMap(issuesOf);

describe('the demo seed', () => {
  const state = seeded('demo');
  const issues = all(state);

  test('has 3 repositories, one of them private, with 600 issues and 60 pull requests beside them', () => {
    const repositories = [...state.repositories.values()];
    expect(repositories.map((repository) => [fullNameOf(state, repository), repository.private])).toEqual([
      ['northwind/storefront', false],
      ['northwind/mobile', false],
      ['northwind/platform', true],
    ]);
    expect(issues).toHaveLength(600);
    expect(repositories.reduce((sum, { issues: items }) => sum + items.size, 0)).toBe(660);
  });

  test('is the same for the same seed and another for another', () => {
    expect(content(seeded('demo'))).toBe(content(state));
    expect(content(seeded('demo', 'two'))).not.toBe(content(state));
  });

  test('installs the App only when told', () => {
    expect(state.installations.size).toBe(0);
    const other = seeded('demo');
    const installation = installDemo(other, ['mobile']);
    const mobile = [...other.repositories.values()].find(({ name }) => name === 'mobile');
    expect(installation.repositoryIds).toEqual(new Set([mobile?.id]));
    expect(installation.permissions).toMatchObject({ issues: 'write' });
  });

  test('looks like a real tracker: every shape of content occurs', () => {
    const bodies = issues.map(({ body }) => body ?? '');
    const shapes: Record<string, (body: string) => boolean> = {
      heading: (body) => /^#{2,4} /mu.test(body),
      code: (body) => body.includes('```'),
      'task list': (body) => /^- \[[ x]\] /mu.test(body),
      table: (body) => /^\|.*---.*\|/mu.test(body),
      'HTML comment': (body) => body.includes('<!--'),
      image: (body) => body.includes('!['),
      mention: (body) => /(^|\s)@[a-z]/u.test(body),
      'cross reference': (body) => /(^|\s)#\d+/u.test(body),
      'other repository': (body) => /northwind\/\w+#\d+/u.test(body),
      CRLF: (body) => body.includes('\r\n'),
      'hard line break': (body) => / {2}\r?\n/u.test(body),
      'trailing space': (body) => /\s$/u.test(body),
    };
    const rare = Object.entries(shapes).filter(([, shape]) => bodies.filter(shape).length < 5);
    expect(rare.map(([name]) => name)).toEqual([]);
    const scripts = ['Script=Arabic', 'Script=Hebrew', 'Script=Han', 'Script=Hiragana', 'Script=Hangul', 'Script=Cyrillic', 'Script=Thai', 'Script=Greek', 'Emoji_Presentation'];
    const absent = scripts.filter((script) => !issues.some((issue) => new RegExp(`\\p{${script}}`, 'u').test(issue.title)));
    expect(absent).toEqual([]);
    expect(issues.filter(({ body }) => body === null).length).toBeGreaterThan(10);
    expect(issues.filter(({ body }) => body?.length === 60_000)).toHaveLength(1);
  });

  test('has every state, reason, count of assignees, lock and pin', () => {
    const states = new Set(issues.map((issue) => `${issue.state} ${issue.stateReason ?? '-'}`));
    expect([...states].toSorted()).toEqual(['closed completed', 'closed duplicate', 'closed not_planned', 'open -', 'open reopened']);
    expect(new Set(issues.map(({ assigneeIds }) => assigneeIds.length))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(issues.filter(({ pinned }) => pinned)).toHaveLength(9);
    expect(issues.filter(({ locked }) => locked).length).toBeGreaterThan(3);
    expect(issues.filter(({ comments }) => comments.length > 0).length).toBeGreaterThan(200);
    expect(issues.filter(({ milestoneId }) => milestoneId !== null).length).toBeGreaterThan(200);
  });

  test('names only what exists: labels, milestones, assignable people, duplicates', () => {
    for (const repository of state.repositories.values()) {
      const labels = new Set(repository.labels.map(({ id }) => id));
      const milestones = new Set([null, ...repository.milestones.map(({ id }) => id)]);
      const ids = new Set(issuesOf(repository).map(({ id }) => id));
      for (const issue of issuesOf(repository)) {
        expect(issue.labelIds.every((id) => labels.has(id))).toBe(true);
        expect(milestones.has(issue.milestoneId)).toBe(true);
        expect(issue.assigneeIds.every((id) => isAssignable(state, accountOf(state, id), repository))).toBe(true);
        expect(issue.duplicateOfId === null || (ids.has(issue.duplicateOfId) && issue.duplicateOfId !== issue.id)).toBe(true);
      }
    }
  });

  test('keeps GitHub’s limits and an order in time', () => {
    for (const repository of state.repositories.values()) {
      let last = 0;
      for (const issue of repository.issues.values()) {
        expect(() => checkTitle(issue.title)).not.toThrow();
        expect((issue.body ?? '').length).toBeLessThanOrEqual(MAX_BODY);
        expect(issue.createdAt).toBeGreaterThanOrEqual(last);
        expect(issue.updatedAt).toBeGreaterThanOrEqual(Math.max(issue.createdAt, issue.closedAt ?? 0, ...issue.comments.map((comment) => comment.createdAt)));
        expect(issue.updatedAt).toBeLessThan(NOW);
        last = issue.createdAt;
      }
    }
  });

  test('has as few repeated titles as a real tracker', () => {
    expect(new Set(issues.map(({ title }) => title)).size).toBeGreaterThan(590);
  });
});

describe('other seeds', () => {
  test('bench:COUNT has that many issues and no pull request', () => {
    const state = seeded('bench:5000');
    expect([...state.repositories.values()].map(({ name, issues }) => [name, issues.size])).toEqual([['bench', 5000]]);
    expect(all(state)).toHaveLength(5000);
  });

  test('empty is empty and an unknown name is refused', () => {
    expect(seeded('empty').accounts.size).toBe(0);
    expect(() => seeded('everything')).toThrow('no seed named everything');
  });
});
