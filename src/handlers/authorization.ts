/** `github_app_authorization.revoked`: a person took back what they gave the App. */
import type { Probot } from 'probot';
import { z } from 'zod';
import { authorizationRevoked } from '../sync/access/revoked.ts';
import type { People } from '../sync/access/people.ts';
import { forgetSender } from '../store/deliveries.ts';
import type { HandlerParts } from './register.ts';

const envelope = z.object({ sender: z.object({ id: z.int() }) });

export function registerAuthorization(probot: Probot, { engine, people, note }: Pick<HandlerParts, 'engine' | 'note'> & { people: People }): void {
  probot.on('github_app_authorization', async ({ id, payload }) => {
    const { sender } = envelope.parse(payload);
    note(id, await authorizationRevoked({ db: engine.db, people }, sender.id));
    // It says nothing but who it was, who may just have been erased here.
    await forgetSender(engine.db, id);
  });
}
