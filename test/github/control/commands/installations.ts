import { z } from 'zod';
import { addAccount, addMember } from '../../state/add.ts';
import { install, revokeAuthorization, setPermissions, setRepositories, setSuspended, uninstall } from '../../writes/installations.ts';
import type { GitHubState } from '../../state/state.ts';
import { command } from '../command.ts';
import { accountNamed, actorNamed, by, installationNamed, repositoryName, repositoryNamed } from '../lookup.ts';

const onAccount = { ...by, account: z.string() };
const repositories = z.union([z.literal('all'), z.array(repositoryName)]);

function ids(state: GitHubState, chosen: z.output<typeof repositories>): 'all' | number[] {
  return chosen === 'all' ? 'all' : chosen.map((name) => repositoryNamed(state, name).id);
}

/** What owners do to the App, and people to their authorizations. */
export const installationCommands = {
  install: command(z.object({ ...onAccount, repositories: repositories.default('all') }), ({ state }, input) => {
    return { id: install(state, actorNamed(state, input.by), accountNamed(state, input.account), ids(state, input.repositories)).id };
  }),
  uninstall: command(z.object(onAccount), ({ state }, input) => {
    uninstall(state, actorNamed(state, input.by), installationNamed(state, input.account));
  }),
  setSuspended: command(z.object({ ...onAccount, suspended: z.boolean() }), ({ state }, input) => {
    setSuspended(state, actorNamed(state, input.by), installationNamed(state, input.account), input.suspended);
  }),
  setInstallationRepositories: command(z.object({ ...onAccount, repositories }), ({ state }, input) => {
    setRepositories(state, actorNamed(state, input.by), installationNamed(state, input.account), ids(state, input.repositories));
  }),
  /** What the owner grants from now on; events stay unless given. */
  setInstallationPermissions: command(
    z.object({ ...onAccount, permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])), events: z.array(z.string()).optional() }),
    ({ state }, input) => {
      const installation = installationNamed(state, input.account);
      setPermissions(state, actorNamed(state, input.by), installation, input.permissions, input.events ?? installation.events);
    },
  ),
  /** What the App asks of owners who install it from now on, and its addresses. */
  setApp: command(
    z.object({
      permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).optional(),
      events: z.array(z.string()).optional(),
      callbackUrls: z.array(z.string()).optional(),
      setupUrl: z.string().nullable().optional(),
      webhookUrl: z.string().nullable().optional(),
      webhookSecret: z.string().optional(),
      insecureSsl: z.boolean().optional(),
    }),
    ({ state }, input) => {
      for (const [name, value] of Object.entries(input)) if (value !== undefined) Object.assign(state.app, { [name]: value });
    },
  ),
  revokeAuthorization: command(z.object({ login: z.string() }), ({ state }, input) => {
    const account = accountNamed(state, input.login);
    revokeAuthorization(state, actorNamed(state, input.login), account);
  }),
  /** User tokens without the web flow. */
  issueUserToken: command(z.object({ login: z.string() }), ({ state }, input) => {
    const grant = state.tokens.issueUser(accountNamed(state, input.login).id);
    return { accessToken: grant.accessToken, refreshToken: grant.refreshToken, expiresAt: grant.accessExpiresAt };
  }),
  createUser: command(z.object({ login: z.string(), name: z.string().optional(), email: z.string().optional(), memberOf: z.string().optional() }), ({ state }, input) => {
    const account = addAccount(state, { login: input.login, name: input.name ?? null, email: input.email ?? null });
    if (input.memberOf !== undefined) addMember(state, accountNamed(state, input.memberOf), account);
    return { id: account.id, nodeId: account.nodeId };
  }),
};
