import { account } from './account.ts';
import { actions } from './actions.ts';
import { alerts } from './alerts.ts';
import { audit } from './audit.ts';
import { router } from './base.ts';
import { conflicts } from './conflicts.ts';
import { health } from './health.ts';
import { invitations } from './invitations.ts';
import { integrations } from './integrations.ts';
import { mappings } from './mappings.ts';
import { members } from './members.ts';
import { privacy } from './privacy.ts';
import { projects } from './projects.ts';
import { pulls } from './pulls.ts';
import { repositories } from './repositories.ts';
import { retention } from './retention.ts';
import { syncLog } from './sync-log.ts';
import { tokens } from './tokens.ts';
import { webhooks } from './webhooks.ts';

/** The page's whole API, one router a room. The page takes its types from here. */
export const pageRouter = router({ account, actions, alerts, audit, conflicts, health, integrations, invitations, mappings, members, privacy, projects, pulls, repositories, retention, syncLog, tokens, webhooks });

export type PageRouter = typeof pageRouter;
