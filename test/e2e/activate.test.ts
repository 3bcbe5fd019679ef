/** The setup's last step while issues are pulled: how fast, how long still, and what holds it up. */
import { expect } from '@jest/globals';
import type { RepositoryHealthShape } from '../../src/http/trpc/health-shapes.ts';
import type { LinkedRepository } from '../../src/http/trpc/integration-shapes.ts';
import { VIEWER } from './fake-services.ts';
import { inBrowser, visitEach } from './visit-each.ts';

const visit = visitEach({ actions: 0 });

type Pull = Partial<LinkedRepository['pull']>;

/** The pulls of the project's first repositories as they stand now; their health as far as it is told. */
async function stand(pulls: readonly Pull[], { again = false, health = {} }: { again?: boolean; health?: Partial<RepositoryHealthShape> } = {}): Promise<void> {
  const { integrations, health: services } = visit().world.services;
  const [now, healthy] = await Promise.all([integrations.get('7', VIEWER), services.get('7', VIEWER)]);
  if (now === null) throw new Error('the project in memory has no integration');
  const repositories = now.repositories.slice(0, pulls.length).map((one, index) => ({ ...one, sync: { ...one.sync, again }, pull: { ...one.pull, state: 'pulling' as const, ...pulls[index] } }));
  integrations.get = async () => ({ ...now, repositories });
  services.get = async () => ({ ...healthy, repositories: repositories.map(({ id }) => ({ ...(healthy.repositories[0] as RepositoryHealthShape), id, state: 'live', ...health })) });
}

const begun = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
const row = (name: string) => visit().page.locator('.pull', { hasText: name });

inBrowser('names the pace and the time left, and who holds the rest up only once that is known', async () => {
  const { page, go, world } = visit();
  await stand([{ pulled: 100, total: 1000, startedAt: begun(10) }, { pulled: 0, total: 180, startedAt: begun(10) }]);
  await go('/setup/activate');
  await row('harbor-works/ledger').getByText(/100 issues of 1,000 · [\d.]+ a second · about .+ left/).waitFor();
  await page.getByRole('heading', { name: 'The first sync' }).waitFor();
  expect(await page.getByText('holds the rest up').count()).toBe(0);
  await stand([{ pulled: 200, total: 1000, startedAt: begun(10) }, { pulled: 90, total: 180, startedAt: begun(10) }]);
  world.tell({ type: 'sync.progress', data: { repository: (await world.services.projects.get('7', VIEWER))!.repositories[0]! } });
  await page.getByText('harbor-works/ledger holds the rest up.').waitFor();
});

inBrowser('a wait for GitHub is told with its end, instead of a pace that falls and falls', async () => {
  await stand([{ pulled: 100, total: 190, startedAt: begun(60) }], { health: { state: 'limited', sentence: 'GitHub asks to wait, with 100 of 190 issues pulled. Everything goes on by itself then.', until: begun(-600) } });
  await visit().go('/setup/activate');
  const pulled = row('harbor-works/ledger');
  await pulled.getByText(/GitHub asks to wait, .* Goes on in \d+ minutes\./).waitFor();
  await pulled.getByText('Waiting for GitHub').waitFor();
  expect(await pulled.innerText()).not.toMatch(/a second|left/);
});

inBrowser('a repository that was pulled before is synced again', async () => {
  await stand([{ pulled: 100, total: 190, startedAt: begun(60) }], { again: true });
  await visit().go('/setup/activate');
  await visit().page.getByRole('heading', { name: 'Syncing again' }).waitFor();
});
