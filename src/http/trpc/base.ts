import { initTRPC, TRPCError } from '@trpc/server';
import type { PageServices } from './services.ts';
import type { Action, Viewer } from './shapes.ts';

export type PageContext = { services: PageServices; viewer: Viewer | null };

/** Rides as the cause of a CONFLICT; the formatter below hands `current` to the page. */
export class StaleVersion extends Error {
  readonly current: Action;
  constructor(current: Action) {
    super('the action was changed in the meantime');
    this.name = 'StaleVersion';
    this.current = current;
  }
}

const t = initTRPC.context<PageContext>().create({
  isDev: false,
  errorFormatter({ shape, error }) {
    // What went wrong inside is for the log; it may name tables, hosts or people.
    const message = error.code === 'INTERNAL_SERVER_ERROR' ? 'Something went wrong on the server.' : shape.message;
    const current = error.cause instanceof StaleVersion ? error.cause.current : null;
    return { ...shape, message, data: { ...shape.data, current } };
  },
});

export const router = t.router;

/** A procedure for a signed-in viewer; without one it is UNAUTHORIZED. */
export const member = t.procedure.use(({ ctx, next }) => {
  if (ctx.viewer === null) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in to go on.' });
  return next({ ctx: { services: ctx.services, viewer: ctx.viewer } });
});
