import { z } from 'zod';
import { findLabel, findMilestone } from '../../state/find.ts';
import { createLabel, deleteLabel, updateLabel } from '../../writes/labels.ts';
import { createMilestone, deleteMilestone, updateMilestone } from '../../writes/milestones.ts';
import { createRepository, deleteRepository, renameRepository, setArchived, setHasIssues, setPrivate, transferRepository } from '../../writes/repositories.ts';
import type { Label, Milestone } from '../../model.ts';
import type { World } from '../../world.ts';
import { command } from '../command.ts';
import { accountNamed, actorNamed, by, given, inRepository, repositoryNamed } from '../lookup.ts';
import { viewRepository } from '../views.ts';

const labelFields = { color: z.string().optional(), description: z.string().nullable().optional() };
const onLabel = { ...inRepository, name: z.string() };
const milestoneFields = {
  description: z.string().nullable().optional(),
  state: z.enum(['open', 'closed']).optional(),
  /** Epoch milliseconds. */
  dueOn: z.number().nullable().optional(),
};
const onMilestone = { ...inRepository, number: z.int() };

function parts({ state }: World, input: { by: string; repository: string }) {
  return { state, actor: actorNamed(state, input.by), repository: repositoryNamed(state, input.repository) };
}

function labelNamed(world: World, input: { repository: string; name: string }): Label {
  const label = findLabel(repositoryNamed(world.state, input.repository), input.name);
  if (label === undefined) throw new Error(`no label ${input.name}`);
  return label;
}

function milestoneNumbered(world: World, input: { repository: string; number: number }): Milestone {
  const milestone = findMilestone(repositoryNamed(world.state, input.repository), input.number);
  if (milestone === undefined) throw new Error(`no milestone ${input.number}`);
  return milestone;
}

/** What people do to labels and milestones. */
const contentCommands = {
  createLabel: command(z.object({ ...onLabel, ...labelFields }), (world, input) => {
    const { state, actor, repository } = parts(world, input);
    const { name, color, description } = input;
    return { id: createLabel(state, actor, repository, { name, ...given({ color, description }) }).id };
  }),
  editLabel: command(z.object({ ...onLabel, newName: z.string().optional(), ...labelFields }), (world, input) => {
    const { state, actor, repository } = parts(world, input);
    const { newName, color, description } = input;
    updateLabel(state, actor, repository, labelNamed(world, input), given({ name: newName, color, description }));
  }),
  deleteLabel: command(z.object(onLabel), (world, input) => {
    const { state, actor, repository } = parts(world, input);
    deleteLabel(state, actor, repository, labelNamed(world, input));
  }),
  createMilestone: command(z.object({ ...inRepository, title: z.string(), ...milestoneFields }), (world, input) => {
    const { state, actor, repository } = parts(world, input);
    const { title, description, state: wanted, dueOn } = input;
    const milestone = createMilestone(state, actor, repository, { title, ...given({ description, state: wanted, dueOn }) });
    return { id: milestone.id, number: milestone.number };
  }),
  editMilestone: command(z.object({ ...onMilestone, title: z.string().optional(), ...milestoneFields }), (world, input) => {
    const { state, actor, repository } = parts(world, input);
    const { title, description, state: wanted, dueOn } = input;
    updateMilestone(state, actor, repository, milestoneNumbered(world, input), given({ title, description, state: wanted, dueOn }));
  }),
  deleteMilestone: command(z.object(onMilestone), (world, input) => {
    const { state, actor, repository } = parts(world, input);
    deleteMilestone(state, actor, repository, milestoneNumbered(world, input));
  }),
};

/** What owners do to repositories. */
export const repositoryCommands = {
  ...contentCommands,
  createRepository: command(z.object({ ...by, owner: z.string(), name: z.string(), private: z.boolean().default(false) }), ({ state }, input) => {
    const wanted = { name: input.name, private: input.private };
    return viewRepository(state, createRepository(state, actorNamed(state, input.by), accountNamed(state, input.owner), wanted));
  }),
  renameRepository: command(z.object({ ...inRepository, name: z.string() }), (world, input) => {
    const { state, actor, repository } = parts(world, input);
    renameRepository(state, actor, repository, input.name);
    return viewRepository(state, repository);
  }),
  transferRepository: command(z.object({ ...inRepository, to: z.string() }), (world, input) => {
    const { state, actor, repository } = parts(world, input);
    transferRepository(state, actor, repository, accountNamed(state, input.to));
    return viewRepository(state, repository);
  }),
  setArchived: command(z.object({ ...inRepository, archived: z.boolean() }), (world, input) => {
    const { state, actor, repository } = parts(world, input);
    setArchived(state, actor, repository, input.archived);
  }),
  setPrivate: command(z.object({ ...inRepository, private: z.boolean() }), (world, input) => {
    const { state, actor, repository } = parts(world, input);
    setPrivate(state, actor, repository, input.private);
  }),
  setHasIssues: command(z.object({ ...inRepository, hasIssues: z.boolean() }), (world, input) => {
    const { state, actor, repository } = parts(world, input);
    setHasIssues(state, actor, repository, input.hasIssues);
  }),
  deleteRepository: command(z.object(inRepository), (world, input) => {
    const { state, actor, repository } = parts(world, input);
    deleteRepository(state, actor, repository);
  }),
  /** A person's role; no event reaches the App, which subscribes to none for it. */
  setCollaborator: command(
    z.object({ ...inRepository, login: z.string(), permission: z.enum(['admin', 'maintain', 'push', 'triage', 'pull', 'none']) }),
    (world, input) => {
      const { state, repository } = parts(world, input);
      repository.collaborators.set(accountNamed(state, input.login).id, input.permission);
    },
  ),
};
