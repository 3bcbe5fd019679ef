import type { Route } from './route.ts';
import { accountRoutes } from './routes/account.ts';
import { actionRoutes } from './routes/actions.ts';
import { alertRoutes } from './routes/alerts.ts';
import { conflictRoutes } from './routes/conflicts.ts';
import { integrationRoutes } from './routes/integration.ts';
import { invitationRoutes } from './routes/invitations.ts';
import { memberRoutes } from './routes/members.ts';
import { peopleRoutes } from './routes/people.ts';
import { projectRoutes } from './routes/projects.ts';
import { repositoryRoutes } from './routes/repositories.ts';
import { retentionRoutes } from './routes/retention.ts';
import { syncRoutes } from './routes/sync.ts';
import { webhookRoutes } from './routes/webhooks.ts';

export const ROUTES: readonly Route[] = [
  ...projectRoutes, ...actionRoutes, ...integrationRoutes, ...repositoryRoutes, ...peopleRoutes, ...syncRoutes, ...conflictRoutes,
  ...alertRoutes, ...webhookRoutes, ...memberRoutes, ...invitationRoutes, ...retentionRoutes, ...accountRoutes,
];
