import { addLabels, removeLabels, setIssueField, setProjectField } from '../patch.ts';
import { fold, without } from '../merge/set.ts';
import { LONGEST_BODY } from './description.ts';
import { matchLabel, sortLabels } from '../labels.ts';
import { readProjectField } from '../projects.ts';
import { readSection, writeSection } from './section.ts';
import type { CustomTarget } from '../settings/schema.ts';
import type { IssuePatch } from '../patch.ts';
import type { IssueSnapshot } from '../snapshot.ts';

/** A value as GitHub carries it. */
export type Carried = string | number | string[] | null;

/** The place on an issue that carries a mapped value. */
export interface Carrier {
  /** Undefined when this snapshot does not say. */
  read: (issue: IssueSnapshot) => Carried | undefined;
  write: (patch: IssuePatch, value: Carried, issue: IssueSnapshot) => void;
  /** Why no issue could carry the value so. */
  limit: (value: Carried) => string | undefined;
  /** Why this issue cannot. */
  obstacle: (value: Carried, issue: IssueSnapshot) => string | undefined;
  ignoreCase: boolean;
}

const free = { limit: () => undefined, obstacle: () => undefined, ignoreCase: false };

export function carrierFor(target: CustomTarget): Carrier {
  if ('issueField' in target) return issueFieldCarrier(target.issueField);
  if ('projectField' in target) return projectCarrier(target.project, target.projectField);
  if ('labelPrefix' in target) return labelCarrier(target.labelPrefix);
  if ('section' in target) return sectionCarrier(target.section);
  return 'milestone' in target ? milestoneCarrier : issueTypeCarrier;
}

const milestoneCarrier: Carrier = {
  ...free,
  read: (issue) => issue.milestone?.title ?? null,
  write: (patch, value) => {
    patch.milestone = asLine(value);
  },
};

const issueTypeCarrier: Carrier = {
  ...free,
  read: (issue) => issue.issueType,
  write: (patch, value) => {
    patch.issueType = asLine(value);
  },
};

function issueFieldCarrier(name: string): Carrier {
  return {
    ...free,
    read: (issue) => issue.fields && (issue.fields[name] ?? null),
    write: (patch, value) => {
      setIssueField(patch, name, value === '' || (Array.isArray(value) && value.length === 0) ? null : value);
    },
  };
}

function projectCarrier(project: number, field: string): Carrier {
  return {
    ...free,
    read: (issue) => readProjectField(issue, project, field),
    write: (patch, value) => setProjectField(patch, { project, field }, asLine(value)),
  };
}

function labelCarrier(prefix: string): Carrier {
  const valueOf = (label: string) => matchLabel(`${prefix}*`, label)?.trim() ?? '';
  return {
    ...free,
    ignoreCase: true,
    read: (issue) => sortLabels(issue.labels).map(valueOf).filter((value) => value !== ''),
    write: (patch, value, issue) => {
      const mine = issue.labels.filter((label) => valueOf(label) !== '');
      const wanted = asList(value);
      const kept = new Set(wanted.map(fold));
      addLabels(patch, without(wanted, mine.map(valueOf)).map((item) => prefix + item));
      removeLabels(patch, mine.filter((label) => !kept.has(fold(valueOf(label)))));
    },
    limit: (value) => {
      const tooLong = asList(value).find((item) => prefix.length + item.length > 50);
      return tooLong === undefined ? undefined : `the label "${prefix}${tooLong}" would have more than 50 characters`;
    },
  };
}

function sectionCarrier(heading: string): Carrier {
  return {
    ...free,
    read: (issue) => readSection(issue.body, heading),
    write: (patch, value, issue) => {
      patch.body = writeSection(patch.body ?? issue.body, heading, textOf(value));
    },
    limit: (value) => {
      const probe = writeSection(`### ${heading}\n\nx\n\n### Next\n\ny\n`, heading, textOf(value));
      const survives = readSection(probe, heading) === textOf(value) && readSection(probe, 'Next') === 'y';
      return survives ? undefined : `the text would break out of its section "### ${heading}"`;
    },
    obstacle: (value, issue) => {
      const body = writeSection(issue.body, heading, textOf(value));
      if (body.length > LONGEST_BODY) return `the body would have more than ${LONGEST_BODY} characters`;
      return (readSection(body, heading) ?? '') === textOf(value) ? undefined : 'the body ends inside a code block';
    },
  };
}

function asLine(value: Carried): string | null {
  return value === null || value === '' || Array.isArray(value) ? null : String(value);
}

function asList(value: Carried): string[] {
  if (Array.isArray(value)) return value;
  return value === null || value === '' ? [] : [String(value)];
}

function textOf(value: Carried): string {
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}
