import type { Route } from './route.ts';
import { accountRoutes } from './routes/account.ts';
import { actionRoutes } from './routes/actions.ts';
import { conflictRoutes } from './routes/conflicts.ts';
import { integrationRoutes } from './routes/integration.ts';
import { memberRoutes } from './routes/members.ts';
import { projectRoutes } from './routes/projects.ts';
import { syncRoutes } from './routes/sync.ts';

export const ROUTES: readonly Route[] = [...projectRoutes, ...actionRoutes, ...integrationRoutes, ...syncRoutes, ...conflictRoutes, ...memberRoutes, ...accountRoutes];
