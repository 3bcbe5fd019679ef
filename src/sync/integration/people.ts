/** Who is who: members, the GitHub logins that stand for them, and logins nobody is known for. */
import { guessMember, type Guess, type KnownPerson } from '../../core/match-people.ts';
import { fold } from '../../core/merge/set.ts';
import type { Caller } from '../../core/policy.ts';
import { findProfile } from '../../github/find-person.ts';
import type { Client } from '../../github/clients.ts';
import { assigneesOf } from '../../store/people.ts';
import { membersOf, type Member } from '../../store/members.ts';
import { linksOfProject } from '../../store/projects.ts';
import type { Engine } from '../engine.ts';
import { isLive } from '../engine.ts';
import type { IntegrationParts } from './parts.ts';
import { readIntegration } from './read.ts';
import { updateIntegration, type UpdateOutcome } from './update.ts';

export interface PeopleView {
  version: number;
  /** With the logins that were given to them by hand, beside their own. */
  members: (Member & { also: string[] })[];
  unmatched: { login: string; count: number; guess: Guess | null }[];
}

/** Unknown logins that GitHub is asked about; the others are guessed at by their login alone. */
const ASKED_AT_MOST = 20;

/**
 * @param asks whether GitHub is asked for public names and e-mail addresses
 * @returns undefined where there is no such project
 */
export async function readPeople(engine: Engine, projectId: number, hidden: readonly number[], asks: boolean): Promise<PeopleView | undefined> {
  const view = await readIntegration(engine.db, projectId);
  if (!view) return undefined;
  const members = await membersOf(engine.db, projectId);
  const entries = Object.entries(view.settings.people);
  const known = new Set([...members.map(({ login }) => login), ...entries.flat()].map(fold));
  const unknown = (await assigneesOf(engine.db, projectId, hidden)).filter(({ login }) => !known.has(fold(login)));
  const profiles = await profilesOf(asks ? await anyClient(engine, projectId) : null, members, unknown.slice(0, ASKED_AT_MOST).map(({ login }) => login));
  const team = members.map(({ login, name }) => profiles.get(fold(login)) ?? { login, name, email: null });
  return {
    version: view.version,
    members: members.map((member) => ({ ...member, also: entries.filter(([login, key]) => fold(key) === fold(member.login) && fold(login) !== fold(member.login)).map(([login]) => login) })),
    unmatched: unknown.map(({ login, count }) => ({ login, count, guess: guessMember(profiles.get(fold(login)) ?? { login, name: null, email: null }, team) })),
  };
}

/** Says by hand whose a login is; null takes that back. Checked and audited as any other change of the settings. */
export async function matchPerson(parts: IntegrationParts, caller: Caller, { projectId, expectedVersion, login, member, confirmation }: { projectId: number; expectedVersion: number; login: string; member: string | null; confirmation?: string }): Promise<UpdateOutcome> {
  const view = await readIntegration(parts.engine.db, projectId);
  if (!view) return { outcome: 'missing' };
  const members = await membersOf(parts.engine.db, projectId);
  const found = member === null ? undefined : members.find((one) => fold(one.login) === fold(member));
  if (member !== null && !found) return { outcome: 'refused', reason: `${member} is no member of this project: invite them first.` };
  const others = Object.entries(view.settings.people).filter(([known]) => fold(known) !== fold(login));
  const people = Object.fromEntries(found ? [...others, [login, found.login]] : others);
  // A member keeps their own login beside the other one: what is assigned here goes to it.
  const own = found && !others.some(([known]) => fold(known) === fold(found.login)) ? { [found.login]: found.login } : {};
  return updateIntegration(parts, caller, { projectId, expectedVersion, settings: { ...view.settings, people: { ...own, ...people } }, ...(confirmation !== undefined && { confirmation }) });
}

async function anyClient(engine: Engine, projectId: number): Promise<Client | null> {
  const link = (await linksOfProject(engine.db, projectId)).find(isLive);
  return link ? engine.github.asInstallation(link.installationId) : null;
}

async function profilesOf(client: Client | null, members: readonly Member[], logins: readonly string[]): Promise<Map<string, KnownPerson>> {
  const found = new Map<string, KnownPerson>();
  if (client === null || logins.length === 0) return found;
  for (const login of [...logins, ...members.slice(0, ASKED_AT_MOST).map((member) => member.login)]) {
    const profile = await findProfile(client, login);
    if (profile !== null) found.set(fold(login), profile);
  }
  return found;
}
