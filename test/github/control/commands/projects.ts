import { z } from 'zod';
import type { Project } from '../../model.ts';
import type { GitHubState } from '../../state/state.ts';
import { addProject, addToProject, itemIn, removeFromProject, setProjectValue } from '../../writes/projects.ts';
import { command } from '../command.ts';
import { accountNamed, onIssue, target } from '../lookup.ts';

const onItem = { ...onIssue, project: z.int() };

function projectNumbered(state: GitHubState, ownerId: number, number: number): Project {
  const project = state.projects.find((one) => one.ownerId === ownerId && one.number === number);
  if (project === undefined) throw new Error(`no project ${number}`);
  return project;
}

/** What people do with projects (v2). */
export const projectCommands = {
  /** `fields`: options by the name of a single-select field. */
  createProject: command(
    z.object({ organization: z.string(), title: z.string(), fields: z.record(z.string(), z.array(z.string())) }),
    ({ state }, { organization, title, fields }) => ({ number: addProject(state, accountNamed(state, organization), title, fields).number }),
  ),
  /** Adds the issue to the project where needed; null clears the field. */
  setProjectField: command(z.object({ ...onItem, field: z.string(), value: z.string().nullable() }), ({ state }, input) => {
    const { actor, repository, issue } = target(state, input);
    const project = projectNumbered(state, repository.ownerId, input.project);
    const field = project.fields.find(({ name }) => name === input.field);
    if (field === undefined) throw new Error(`no field ${input.field}`);
    setProjectValue(state, actor, project, addToProject(state, actor, project, repository, issue), field, input.value);
  }),
  removeFromProject: command(z.object(onItem), ({ state }, input) => {
    const { actor, repository, issue } = target(state, input);
    removeFromProject(state, actor, projectNumbered(state, repository.ownerId, input.project), repository, issue);
  }),
  /** Chosen options by field; null where the issue is not in the project. */
  projectFields: command(z.object({ repository: z.string(), number: z.int(), project: z.int() }), ({ state }, input): Record<string, string> | null => {
    const { repository, issue } = target(state, { ...input, by: [...state.accounts.values()].find(({ type }) => type === 'User')?.login ?? '' });
    const project = projectNumbered(state, repository.ownerId, input.project);
    const item = itemIn(project, repository, issue);
    return item === undefined ? null : Object.fromEntries(project.fields.flatMap(({ id, name }) => (item.values.has(id) ? [[name, item.values.get(id) as string]] : [])));
  }),
};
