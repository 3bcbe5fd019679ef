/**
 * What Lockstep knowingly does not act on, event and action to reason. Everything else that GitHub
 * sends either has a handler or ends up as "unknown", which is logged as a warning. `*` stands for
 * every action of an event.
 */
import { z } from 'zod';

const NO_COUNTERPART = 'actions have no counterpart of it';
const NOT_ISSUES = 'it is not about issues';

const IGNORED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  issues: {
    pinned: `pinning: ${NO_COUNTERPART}`,
    unpinned: `pinning: ${NO_COUNTERPART}`,
  },
  issue_comment: { '*': `comments: ${NO_COUNTERPART}` },
  sub_issues: { '*': `sub-issues: ${NO_COUNTERPART}` },
  issue_dependencies: { '*': `issue dependencies: ${NO_COUNTERPART}` },
  pull_request_review_comment: { '*': 'comments say nothing about how far a pull request is' },
  pull_request_review_thread: { '*': 'comments say nothing about how far a pull request is' },
  installation_target: { '*': 'accounts are known by their numeric id; the name follows with the next event' },
  ping: { '*': 'a sign of life' },
  milestone: {
    opened: "a milestone's state is not used",
    closed: "a milestone's state is not used",
  },
};

/** Events Lockstep does not subscribe to; an owner who adds them by hand gets them acknowledged and nothing more. */
const UNRELATED = [
  'branch_protection_configuration', 'branch_protection_rule', 'cache_sync', 'check_run', 'check_suite', 'code_scanning_alert', 'commit_comment', 'create',
  'custom_property', 'custom_property_values', 'delete', 'dependabot_alert', 'deploy_key', 'deployment', 'deployment_protection_rule',
  'deployment_review', 'deployment_status', 'discussion', 'discussion_comment', 'enterprise', 'fork', 'gollum', 'marketplace_purchase', 'member',
  'membership', 'merge_group', 'meta', 'org_block', 'organization', 'package', 'page_build', 'personal_access_token_request',
  'project', 'project_card', 'project_column', 'projects_v2', 'projects_v2_status_update', 'public', 'push',
  'registry_package', 'release', 'repository_advisory', 'repository_dispatch', 'repository_import', 'repository_ruleset',
  'repository_vulnerability_alert', 'secret_scanning_alert', 'secret_scanning_alert_location', 'secret_scanning_scan', 'security_advisory',
  'security_and_analysis', 'sponsorship', 'star', 'status', 'team', 'team_add', 'user', 'watch', 'workflow_dispatch', 'workflow_job', 'workflow_run',
] as const;

const carried = z.looseObject({
  installation: z.unknown().optional(),
  changes: z.looseObject({}).nullish().catch(null),
  projects_v2_item: z.looseObject({ content_type: z.string() }).optional().catch(undefined),
});

/** Of events that are acted on otherwise: what they carry, event and action to a test of it and the reason. */
const IGNORED_CONTENT: Readonly<Record<string, { reason: string; fits: (payload: z.infer<typeof carried>) => boolean }>> = {
  'label.edited': { reason: "a label's color and description are not used", fits: ({ changes }) => changes?.['name'] === undefined },
  'milestone.edited': {
    reason: "a milestone's description is not used",
    fits: ({ changes }) => changes?.['title'] === undefined && changes?.['due_on'] === undefined,
  },
  'repository.created': { reason: 'it came through no installation of the App', fits: ({ installation }) => !installation },
  projects_v2_item: { reason: 'it holds no issue', fits: ({ projects_v2_item: item }) => item !== undefined && item.content_type !== 'Issue' },
};

/**
 * @param payload absent where it has not been read yet
 * @returns why an event is not acted on, or undefined where it is
 */
export function ignoredReason(event: string, action: string | null, payload?: unknown): string | undefined {
  const known = IGNORED[event];
  const reason = known && (known[action ?? '*'] ?? known['*']);
  if (reason !== undefined) return reason;
  const content = payload === undefined ? undefined : (IGNORED_CONTENT[`${event}.${action}`] ?? IGNORED_CONTENT[event]);
  if (content) return content.fits(carried.parse(payload)) ? content.reason : undefined;
  return !known && (UNRELATED as readonly string[]).includes(event) ? `${event}: ${NOT_ISSUES}` : undefined;
}
