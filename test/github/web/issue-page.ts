import { htmlReply, type Reply } from '../http/reply.ts';
import type { Incoming } from '../http/rest-door.ts';
import { toIso } from '../state/clock.ts';
import { accountOf, assigneesOf, findRepository, labelsOf } from '../state/find.ts';
import type { World } from '../world.ts';
import { escapeHtml, page } from './page.ts';

/** The page behind an issue's `html_url`, so that links of the service lead somewhere. */
export function issuePage(world: World, incoming: Incoming): Reply {
  const { state } = world;
  const [, owner = '', name = '', , number = ''] = incoming.path.split('/');
  const repository = findRepository(state, owner, name);
  const issue = repository?.issues.get(Number(number));
  // Only public ones: the stand-in's web side signs nobody in.
  if (repository === undefined || repository.private || issue === undefined) return htmlReply(404, page('Not found', ''));
  const facts = [
    `${issue.state}${issue.stateReason === null ? '' : ` (${issue.stateReason})`}`,
    `opened by ${accountOf(state, issue.authorId).login} at ${toIso(issue.createdAt)}`,
    `labels: ${labelsOf(repository, issue).map((label) => label.name).join(', ') || 'none'}`,
    `assignees: ${assigneesOf(state, issue).map((account) => account.login).join(', ') || 'none'}`,
  ];
  const comments = issue.comments.map((comment) => `<section><p><b>${escapeHtml(accountOf(state, comment.authorId).login)}</b></p><pre>${escapeHtml(comment.body)}</pre></section>`);
  return htmlReply(
    200,
    page(`${issue.title} #${issue.number}`, `<p>${facts.map(escapeHtml).join('<br>')}</p><pre dir="auto">${escapeHtml(issue.body ?? '')}</pre>${comments.join('')}`),
  );
}
