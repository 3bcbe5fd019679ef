import type { IntegrationSettings } from './settings.ts';
import type { IssueSnapshot } from './snapshot.ts';

/** The parts of an issue that not every source tells, and that cost something to ask for. */
export interface Needs {
  type: boolean;
  fields: boolean;
  pulls: boolean;
  /** Names of the fields of GitHub projects. */
  projectFields: string[];
}

/** What these settings make something of. */
export function needsOf(settings: IntegrationSettings): Needs {
  const { mappings, filters } = settings;
  const sources = [mappings.status, mappings.priority, mappings.category].filter(({ sync }) => sync).flatMap((mapping) => mapping.sources);
  const targets = [...mappings.custom.filter(({ sync }) => sync).map(({ target }) => target), ...(mappings.dueDate.sync ? [mappings.dueDate.source] : [])];
  const isTarget = (place: string): boolean => targets.some((target) => target !== null && typeof target === 'object' && place in target);
  return {
    type: mappings.issueType.sync || isTarget('issueType') || sources.some(({ from }) => from === 'issueType') || filters.include.types.length + filters.exclude.types.length > 0,
    fields: isTarget('issueField') || sources.some(({ from }) => from === 'issueField'),
    pulls: sources.some(({ from }) => from === 'pullRequests'),
    projectFields: [...new Set([
      ...sources.flatMap((source) => (source.from === 'projectField' ? source.field : [])),
      ...targets.flatMap((target) => (target !== null && typeof target === 'object' && 'projectField' in target ? target.projectField : [])),
    ])],
  };
}

/** What all of these need together. */
export function allNeeds(needs: readonly Needs[]): Needs {
  return {
    type: needs.some(({ type }) => type),
    fields: needs.some(({ fields }) => fields),
    pulls: needs.some(({ pulls }) => pulls),
    projectFields: [...new Set(needs.flatMap(({ projectFields }) => projectFields))],
  };
}

/** Numbers of the GitHub projects that the settings map. */
export function projectsOf({ mappings }: IntegrationSettings): number[] {
  const sources = [mappings.status, mappings.priority, mappings.category].filter(({ sync }) => sync).flatMap((mapping) => mapping.sources);
  const targets = mappings.custom.filter(({ sync }) => sync).map(({ target }) => target);
  const numbers = [...sources.flatMap((source) => (source.from === 'projectField' ? source.project : [])), ...targets.flatMap((target) => ('projectField' in target ? target.project : []))];
  return [...new Set(numbers)];
}

/** Whether the settings need something that this snapshot does not say. */
export function isPartial(issue: IssueSnapshot, needs: Needs): boolean {
  return (needs.type && issue.issueType === undefined) || (needs.fields && issue.fields === undefined) || (needs.pulls && issue.pulls === undefined) || (needs.projectFields.length > 0 && issue.projectItems === undefined);
}
