import type { Route } from './api.ts';
import { appManifestRoutes } from './app-manifests.ts';
import { appRoutes } from './app.ts';
import { assigneeRoutes } from './assignees.ts';
import { commentRoutes } from './comments.ts';
import { hookConfigRoutes } from './hook-config.ts';
import { hookDeliveryRoutes } from './hook-deliveries.ts';
import { issueFieldRoutes } from './issue-fields.ts';
import { issueLabelRoutes } from './issue-labels.ts';
import { issueRoutes } from './issues.ts';
import { labelRoutes } from './labels.ts';
import { metaRoutes } from './meta.ts';
import { milestoneRoutes } from './milestones.ts';
import { oauthAppRoutes } from './oauth-apps.ts';
import { repositoryRoutes } from './repositories.ts';
import { searchRoutes } from './search.ts';
import { timelineRoutes } from './timeline.ts';
import { userRoutes } from './user.ts';

/** Every REST route that the stand-in knows, below `/api/v3`. */
export const REST_ROUTES: readonly Route[] = [
  ...issueRoutes,
  ...issueFieldRoutes,
  ...issueLabelRoutes,
  ...assigneeRoutes,
  ...commentRoutes,
  ...timelineRoutes,
  ...labelRoutes,
  ...milestoneRoutes,
  ...repositoryRoutes,
  ...searchRoutes,
  ...appRoutes,
  ...hookConfigRoutes,
  ...hookDeliveryRoutes,
  ...appManifestRoutes,
  ...userRoutes,
  ...oauthAppRoutes,
  ...metaRoutes,
];
