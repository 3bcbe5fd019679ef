import type { PageContext } from '../trpc/base.ts';
import { pageRouter } from '../trpc/router.ts';

/** Calls the page's procedures from within the server: same inputs, same rights, same errors. */
export const callerFor = (context: PageContext): PageCaller => pageRouter.createCaller(context);

export type PageCaller = ReturnType<typeof pageRouter.createCaller>;
