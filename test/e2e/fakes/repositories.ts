/** Installations and linkable repositories for the page's tests. */
import type { PageServices } from '../../../src/http/trpc/services.ts';
import { REPOSITORIES } from '../fake-actions.ts';

export function fakeRepositories(): PageServices['repositories'] {
  return {
    installations: async () => ({
      installUrl: 'https://github.com/apps/lockstep/installations/new',
      installations: [
        { account: 'harbor-works', kind: 'Organization', standing: 'ready', issues: 'write' },
        { account: 'lantern-press', kind: 'Organization', standing: 'requested', issues: 'none' },
        { account: 'north-quay', kind: 'Organization', standing: 'sso', issues: 'write' },
      ],
    }),
    linkable: async () => [
      ...REPOSITORIES.map(({ id, fullName, private: hidden }) => ({ id, fullName, private: hidden, canWrite: true, linked: false })),
      { id: '104', fullName: 'harbor-works/archive-of-minutes', private: false, canWrite: false, linked: false },
    ],
    link: async () => null,
    setOpen: async () => ({ outcome: 'done' }),
  };
}
