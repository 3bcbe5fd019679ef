import { account } from './account.ts';
import { actions } from './actions.ts';
import { router } from './base.ts';
import { projects } from './projects.ts';

/** The page's whole API, one router a room. The page takes its types from here. */
export const pageRouter = router({ account, actions, projects });

export type PageRouter = typeof pageRouter;
