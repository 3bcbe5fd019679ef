/** `POST /api/auth/logout`: ends this browser's session. A page gets 204, a form is sent on. */
import type { FastifyInstance } from 'fastify';
import { writeAudit } from '../../store/audit.ts';
import { endSessionById } from '../../store/sessions.ts';
import type { AuthParts } from './parts.ts';
import { hashOf } from './secrets.ts';

export function registerLogout(fastify: FastifyInstance, { db, cookies }: AuthParts): void {
  fastify.post('/api/auth/logout', async (request, reply) => {
    const id = cookies.read(request, 'session');
    if (id !== undefined) {
      await db.transaction(async (trx) => {
        const userId = await endSessionById(trx, hashOf(id));
        if (userId !== undefined) await writeAudit(trx, { actor: { kind: 'person', id: userId }, event: 'sign-out' });
      });
    }
    cookies.clear(reply, 'session');
    void reply.headers({ 'cache-control': 'no-store', 'clear-site-data': '"cache", "storage"' });
    if ((request.headers.accept ?? '').includes('text/html')) return reply.redirect('/sign-in', 303);
    return reply.code(204).send();
  });
}
