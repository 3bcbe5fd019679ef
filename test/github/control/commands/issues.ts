import { z } from 'zod';
import type { Issue, Repository } from '../../model.ts';
import { findIssueType } from '../../state/find.ts';
import type { GitHubState } from '../../state/state.ts';
import type { Actor } from '../../state/actor.ts';
import { createComment, deleteComment, updateComment } from '../../writes/comments.ts';
import { createIssue } from '../../writes/create-issue.ts';
import { convertToDiscussion, deleteIssue, transferIssue } from '../../writes/remove-issue.ts';
import { resolveAssignees, resolveLabels, resolveMilestone } from '../../writes/resolve.ts';
import { reviewPullRequest } from '../../writes/review-pull-request.ts';
import { updateIssue, type IssuePatch } from '../../writes/update-issue.ts';
import { command } from '../command.ts';
import { accountNamed, actorNamed, given, inRepository, onIssue, repositoryName, repositoryNamed, target } from '../lookup.ts';
import { viewIssue } from '../views.ts';
import { fieldsByName, resolveFields } from './issue-fields.ts';

const organized = {
  /** The whole set, by name. */
  labels: z.array(z.string()).optional(),
  /** The whole set, by login. */
  assignees: z.array(z.string()).optional(),
  /** Number, or null for none. */
  milestone: z.int().nullable().optional(),
  type: z.string().nullable().optional(),
};

type Organized = { [Key in keyof typeof organized]?: z.output<(typeof organized)[Key]> };

function resolved(state: GitHubState, actor: Actor, repository: Repository, input: Organized): Pick<IssuePatch, 'labelIds' | 'assigneeIds' | 'milestoneId' | 'issueType'> {
  return given({
    assigneeIds: input.assignees === undefined ? undefined : resolveAssignees(state, repository, input.assignees),
    milestoneId: input.milestone === undefined ? undefined : resolveMilestone(repository, input.milestone),
    issueType: typeof input.type === 'string' ? findIssueType(state, repository, input.type)?.name : input.type,
    labelIds: input.labels === undefined ? undefined : resolveLabels(state, actor, repository, input.labels),
  });
}

const editSchema = z.object({
  ...onIssue,
  title: z.string().optional(),
  body: z.string().nullable().optional(),
  state: z.enum(['open', 'closed']).optional(),
  stateReason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).optional(),
  ...organized,
  addLabels: z.array(z.string()).optional(),
  removeLabels: z.array(z.string()).optional(),
  addAssignees: z.array(z.string()).optional(),
  removeAssignees: z.array(z.string()).optional(),
  locked: z.boolean().optional(),
  activeLockReason: z.enum(['off-topic', 'too heated', 'resolved', 'spam']).optional(),
  pinned: z.boolean().optional(),
  fields: fieldsByName.optional(),
});

/** Additions and removals, on top of the whole sets where both are given. */
function shifted(state: GitHubState, actor: Actor, repository: Repository, issue: Issue, input: z.output<typeof editSchema>, patch: IssuePatch): void {
  if (input.addLabels !== undefined || input.removeLabels !== undefined) {
    const removed = resolveLabels(state, actor, repository, input.removeLabels ?? []);
    const kept = (patch.labelIds ?? issue.labelIds).filter((id) => !removed.includes(id));
    patch.labelIds = [...new Set([...kept, ...resolveLabels(state, actor, repository, input.addLabels ?? [])])];
  }
  if (input.addAssignees !== undefined || input.removeAssignees !== undefined) {
    const removed = (input.removeAssignees ?? []).map((login) => accountNamed(state, login).id);
    const kept = (patch.assigneeIds ?? issue.assigneeIds).filter((id) => !removed.includes(id));
    patch.assigneeIds = [...new Set([...kept, ...resolveAssignees(state, repository, input.addAssignees ?? [])])];
  }
}

const commentSchema = z.object({ ...onIssue, comment: z.int(), body: z.string() });

/** What people do to issues in the browser. */
export const issueCommands = {
  createIssue: command(
    z.object({ ...inRepository, title: z.string(), body: z.string().nullable().optional(), ...organized }),
    ({ state }, input) => {
      const repository = repositoryNamed(state, input.repository);
      const actor = actorNamed(state, input.by);
      const issue = createIssue(state, actor, repository, { title: input.title, body: input.body ?? null, ...resolved(state, actor, repository, input) });
      return viewIssue(state, repository, issue);
    },
  ),
  editIssue: command(editSchema, ({ state }, input) => {
    const { actor, repository, issue } = target(state, input);
    const { title, body, state: wanted, stateReason, locked, activeLockReason, pinned } = input;
    const patch: IssuePatch = {
      ...given({ title, body, state: wanted, stateReason, locked, activeLockReason, pinned, fieldValues: resolveFields(state, repository, input.fields) }),
      ...resolved(state, actor, repository, input),
    };
    shifted(state, actor, repository, issue, input, patch);
    updateIssue(state, actor, repository, issue, patch);
    return viewIssue(state, repository, issue);
  }),
  deleteIssue: command(z.object(onIssue), ({ state }, input) => {
    const { actor, repository, issue } = target(state, input);
    deleteIssue(state, actor, repository, issue);
  }),
  /** Gives the issue at its new place. */
  transferIssue: command(z.object({ ...onIssue, to: repositoryName }), ({ state }, input) => {
    const { actor, repository, issue } = target(state, input);
    const place = repositoryNamed(state, input.to);
    return viewIssue(state, place, transferIssue(state, actor, repository, issue, place));
  }),
  convertToDiscussion: command(z.object(onIssue), ({ state }, input) => {
    const { actor, repository, issue } = target(state, input);
    convertToDiscussion(state, actor, repository, issue);
  }),
  /** Gives the comment's id. */
  createComment: command(z.object({ ...onIssue, body: z.string() }), ({ state }, input) => {
    const { actor, repository, issue } = target(state, input);
    return { id: createComment(state, actor, repository, issue, input.body).id };
  }),
  editComment: command(commentSchema, ({ state }, input) => {
    const { actor, repository, issue } = target(state, input);
    const comment = issue.comments.find((each) => each.id === input.comment);
    if (comment === undefined) throw new Error(`no comment ${input.comment}`);
    updateComment(state, actor, repository, issue, comment, input.body);
  }),
  deleteComment: command(commentSchema.omit({ body: true }), ({ state }, input) => {
    const { actor, repository, issue } = target(state, input);
    const comment = issue.comments.find((each) => each.id === input.comment);
    if (comment === undefined) throw new Error(`no comment ${input.comment}`);
    deleteComment(state, actor, repository, issue, comment);
  }),
  createPullRequest: command(
    z.object({ ...inRepository, title: z.string(), body: z.string().nullable().optional(), draft: z.boolean().default(false), headRef: z.string().default('topic'), baseRef: z.string().default('main') }),
    ({ state }, input) => {
      const repository = repositoryNamed(state, input.repository);
      const { draft, headRef, baseRef } = input;
      const pullRequest = { draft, merged: false, headRef, baseRef, reviewerIds: [], reviews: [] };
      const issue = createIssue(state, actorNamed(state, input.by), repository, { title: input.title, body: input.body ?? null, pullRequest });
      return viewIssue(state, repository, issue);
    },
  ),
  editPullRequest: command(
    z.object({ ...onIssue, draft: z.boolean().optional(), body: z.string().optional(), reviewers: z.array(z.string()).optional() }),
    ({ state }, input) => {
      const { actor, repository, issue } = target(state, input);
      if (issue.pullRequest === null) throw new Error(`${input.repository}#${input.number} is no pull request`);
      const reviewerIds = input.reviewers?.map((login) => accountNamed(state, login).id);
      updateIssue(state, actor, repository, issue, given({ draft: input.draft, body: input.body, reviewerIds }));
    },
  ),
  reviewPullRequest: command(z.object({ ...onIssue, state: z.enum(['approved', 'changes_requested', 'commented']) }), ({ state }, input) => {
    const { actor, repository, issue } = target(state, input);
    reviewPullRequest(state, actor, repository, issue, input.state);
  }),
  closePullRequest: command(z.object({ ...onIssue, merged: z.boolean() }), ({ state }, input) => {
    const { actor, repository, issue } = target(state, input);
    if (issue.pullRequest === null) throw new Error(`${input.repository}#${input.number} is no pull request`);
    if (issue.state === 'closed') throw new Error(`${input.repository}#${input.number} is closed already`);
    issue.pullRequest.merged = input.merged;
    updateIssue(state, actor, repository, issue, { state: 'closed' });
    return viewIssue(state, repository, issue);
  }),
};
