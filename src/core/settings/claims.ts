import { fold } from '../merge/set.ts';
import type { CustomTarget, Source } from './schema.ts';
import type { IntegrationSettings } from './resolve.ts';

/** A place on an issue that a mapping uses for itself: a label pattern, or another named place. */
export interface Claim {
  /** The mapping that uses it, in words. */
  owner: string;
  path: string;
  /** The place in words. */
  what: string;
  label?: string;
  place?: string;
}

/** Every place the switched-on mappings use. */
export function claimsOf(settings: IntegrationSettings): Claim[] {
  const { status, priority, category, milestone, issueType, dueDate, custom } = settings.mappings;
  const ladders = Object.entries({ status, priority, category }).filter(([, mapping]) => mapping.sync);
  return [
    ...(milestone.sync ? [placeClaim('the field "Milestone"', 'mappings.milestone', 'the milestone', 'milestone')] : []),
    ...ladders.flatMap(([owner, { sources }]) =>
      sources.flatMap((source, index) => sourceClaims(source, owner, `mappings.${owner}.sources.${index}`)),
    ),
    ...custom
      .map((mapping, index) => ({ ...mapping, path: `mappings.custom.${index}.target` }))
      .filter(({ sync }) => sync)
      .map(({ name, target, path }) => targetClaim(target, name, path)),
    ...(dueDate.sync && dueDate.source !== null && dueDate.source !== 'milestone'
      ? [targetClaim(dueDate.source, 'the due date', 'mappings.dueDate.source')]
      : []),
    ...(issueType.sync ? [placeClaim('the field "Issue type"', 'mappings.issueType', 'the issue type', 'issueType')] : []),
  ];
}

function sourceClaims(source: Source, owner: string, path: string): Claim[] {
  if (source.from === 'pullRequests') return [];
  if (source.from === 'projectField') return [projectClaim(owner, path, source.project, source.field)];
  if (source.from === 'issueType') return [placeClaim(owner, path, 'the issue type', 'issueType')];
  if (source.from === 'issueField') return [placeClaim(owner, path, `the issue field "${source.field}"`, `field:${source.field}`)];
  return source.rules.map(({ label }, index) => labelClaim(owner, `${path}.rules.${index}.label`, label));
}

function targetClaim(target: CustomTarget, owner: string, path: string): Claim {
  if ('labelPrefix' in target) return labelClaim(owner, path, `${target.labelPrefix}*`);
  if ('issueField' in target) return placeClaim(owner, path, `the issue field "${target.issueField}"`, `field:${target.issueField}`);
  if ('projectField' in target) return projectClaim(owner, path, target.project, target.projectField);
  if ('section' in target) return placeClaim(owner, path, `the section "${target.section}"`, `section:${fold(target.section)}`);
  return 'milestone' in target
    ? placeClaim(owner, path, 'the milestone', 'milestone')
    : placeClaim(owner, path, 'the issue type', 'issueType');
}

function projectClaim(owner: string, path: string, project: number, field: string): Claim {
  return placeClaim(owner, path, `the field "${field}" of project ${project}`, `project:${project}:${field}`);
}

function labelClaim(owner: string, path: string, label: string): Claim {
  return { owner, path, what: `the label "${label}"`, label };
}

function placeClaim(owner: string, path: string, what: string, place: string): Claim {
  return { owner, path, what, place };
}
