/**
 * `label.*` and `milestone.*`: issues carry them by name, and GitHub sends no event for each issue
 * when a name (or a milestone's due date) changes or goes. Settings that name it follow, and the
 * repository is pulled again; what reads differently is merged.
 */
import type { Probot } from 'probot';
import { z } from 'zod';
import { catchUp } from '../sync/catch-up.ts';
import { noteOldName } from '../store/repository-names.ts';
import { followNames } from '../sync/names.ts';
import { retryNamed } from '../sync/retry-named.ts';
import type { HandlerParts } from './register.ts';

const from = z.object({ from: z.string() }).optional().catch(undefined);

const envelope = z.object({
  action: z.string(),
  repository: z.object({ id: z.int() }),
  label: z.object({ node_id: z.string(), name: z.string() }).nullish(),
  milestone: z.object({ node_id: z.string(), title: z.string() }).nullish(),
  changes: z.object({ name: from, title: from, due_on: z.unknown() }).partial().nullish(),
});

export function registerNames(probot: Probot, { engine, note }: HandlerParts): void {
  const onName = async ({ id, name, payload }: { id: string; name: string; payload: unknown }): Promise<void> => {
    const { action, repository, changes, ...made } = envelope.parse(payload);
    if (action === 'created') {
      const missed = made.label?.name ?? made.milestone?.title ?? '';
      const retried = await engine.db.transaction((trx) => retryNamed(trx, engine.jobs, repository.id, missed));
      await followNames(engine, repository.id);
      return note(id, `no issue carries it yet; ${retried} issue(s) missed it and are written again`);
    }
    const tells = changes?.name !== undefined || changes?.title !== undefined || changes?.due_on !== undefined;
    if (action !== 'deleted' && !tells) return note(id, `the ${name}'s name stayed`);
    const kind = made.label ? 'label' : 'milestone';
    const nodeId = made.label?.node_id ?? made.milestone?.node_id;
    const old = changes?.name?.from ?? changes?.title?.from ?? made.label?.name ?? made.milestone?.title;
    if (nodeId !== undefined && old !== undefined) await noteOldName(engine.db, repository.id, kind, { nodeId, name: old });
    const followed = await followNames(engine, repository.id);
    await engine.db.transaction((trx) => catchUp(trx, engine.jobs, repository.id));
    note(id, `${name} ${action}: ${followed === null ? '' : `${followed.renamed} renamed and ${followed.gone} gone by GitHub's list; `}linked projects pull the repository again`);
  };
  probot.on('label', onName);
  probot.on('milestone', onName);
}
