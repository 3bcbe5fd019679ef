import { z } from 'zod';
import { invitation, newInvitation, wantedInvitation } from '../../trpc/invitations-shapes.ts';
import { idempotencyKey, once } from '../idempotency.ts';
import { Problem } from '../problems.ts';
import { id, params, route, type Route } from '../route.ts';

const tag = 'Projects';
const made = newInvitation.extend({ code: newInvitation.shape.code.nullable().describe('Null where this idempotency key made it before: only its hash is kept. If that answer was lost, withdraw it and make another.') });

export const invitationRoutes: Route[] = [
  route({
    method: 'GET', path: '/projects/{project}/invitations', tag, summary: 'List invitations', description: 'Those that still let somebody in, the newest first.', params: params.project, answer: z.object({ items: z.array(invitation) }),
    run: async ({ page, params: { project: projectId } }) => ({ items: await page.invitations.list({ projectId }) }),
  }),
  route({
    method: 'POST', path: '/projects/{project}/invitations', tag, summary: 'Invite people', description: 'The link is `/invitations/<code>`: whoever opens it and signs in comes into the project. The code is in this answer and cannot be read again.',
    params: params.project, headers: idempotencyKey, body: z.strictObject(wantedInvitation.shape).prefault({}), status: 201, answer: made,
    run: ({ page, params: { project: projectId }, body, db, asker, request }) =>
      once<z.input<typeof made>>({
        db, asker, request,
        make: () => page.invitations.create({ ...body, projectId }),
        async read(known) {
          if (!(await page.invitations.list({ projectId })).some((one) => one.id === known)) throw new Problem('not-found', 'The invitation that this key made has ended: make another with a new key.');
          return { id: known, code: null };
        },
      }),
  }),
  route({
    method: 'DELETE', path: '/projects/{project}/invitations/{invitation}', tag, summary: 'Withdraw an invitation', description: 'Who came in by it stays.', params: z.object({ project: id, invitation: id }), status: 204, answer: z.null(),
    run: ({ page, params: { project: projectId, invitation: known } }) => page.invitations.revoke({ projectId, id: known }),
  }),
];
