/** Pull requests in memory: every action has one of each kind, and takes more by hand. */
import type { ActionPullShape, PullServices } from '../../../src/http/trpc/pulls.ts';

const REPOSITORY = 'northwind/payments-api';

const pull = (number: number, title: string, state: ActionPullShape['state'], more: Partial<ActionPullShape> = {}): ActionPullShape => ({
  repository: REPOSITORY, number, title, url: `https://github.com/${more.repository ?? REPOSITORY}/pull/${number}`, state, branch: 'main', linkedBy: 'github', by: null, ...more,
});

export function fakePulls(): PullServices {
  let pulls = [
    pull(512, 'Retry failed webhooks with exponential back-off and jitter', 'review_requested'), pull(498, 'Count attempts', 'merged', { linkedBy: 'keyword' }),
    pull(77, 'Show the retries in the dashboard', 'draft', { repository: 'northwind/checkout-web', branch: 'release/2026.4', linkedBy: 'hand', by: 'maren-holt' }),
    pull(501, 'Log the attempts', 'open'), pull(505, 'Cap the attempts', 'approved'), pull(490, 'Retry for ever', 'closed'),
  ];
  return {
    list: async () => pulls,
    async change({ pull: named, linked }) {
      const [, owner, name, number] = /([\w-]+)\/([\w-]+)(?:#|\/pull\/)(\d+)$/.exec(named) ?? [];
      if (number === undefined) return `"${named}" names no pull request: give its URL or owner/name#12.`;
      const repository = `${owner}/${name}`;
      const others = pulls.filter((one) => one.repository !== repository || one.number !== Number(number));
      pulls = linked ? [...others, pull(Number(number), 'Linked by hand', 'open', { repository, linkedBy: 'hand', by: 'maren-holt' })] : others;
      return null;
    },
  };
}
