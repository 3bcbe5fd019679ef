/** Puts the page's questions to the policy. */
import type { Access } from '../sync/access/access.ts';
import type { Ask } from './trpc/base.ts';

/** An id that is none is an id of nothing. */
const toId = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : Number.NaN);

export function askOf(access: Access): Ask {
  return async ({ caller }, question) => {
    if ('projectId' in question) return access.inProject(caller, question.right, toId(question.projectId));
    if ('actionId' in question) return access.onAction(caller, question.right, toId(question.actionId));
    return access.own(caller, question.right);
  };
}
