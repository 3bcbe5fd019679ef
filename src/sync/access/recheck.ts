/**
 * At least hourly: whether the access that links rest on still holds. A link moves on to another lead
 * who can reach the repository; where none can, it rests and the leads are told (I12).
 */
import { GitHubError } from '../../github/errors.ts';
import { parseSettings } from '../../core/settings.ts';
import { writeAudit } from '../../store/audit.ts';
import { loseAccess, vouchedLinks, vouchFor, type VouchedLink } from '../../store/links-access.ts';
import { announce } from '../../store/live.ts';
import { membersOf } from '../../store/members.ts';
import { catchUp } from '../catch-up.ts';
import type { LinkParts } from './link-as.ts';
import { SignInAgain } from './user-tokens.ts';

type Answer = 'yes' | 'no' | 'unknown';

/** @returns how many links rest from now on */
export async function recheckLinks(parts: LinkParts): Promise<number> {
  const { db } = parts.engine;
  let lost = 0;
  const answers = new Map<string, Promise<Map<number, string> | null>>();
  for (const link of await vouchedLinks(db)) {
    const holder = await findHolder(parts, link, answers);
    if (holder === 'unknown') continue;
    if (holder === null) lost += (await rest(parts, link)) ? 1 : 0;
    else if (link.lost || holder !== link.linkedBy) await wake(parts, link, holder);
  }
  return lost;
}

/** The one it rests on, else another lead who can reach it; `unknown` while GitHub does not say. */
async function findHolder(parts: LinkParts, link: VouchedLink, answers: Map<string, Promise<Map<number, string> | null>>): Promise<number | null | 'unknown'> {
  const leads = (await membersOf(parts.engine.db, link.projectId)).filter(({ role }) => role === 'lead').map(({ userId }) => userId);
  // Who is no lead any more no longer vouches.
  const order = leads.toSorted((a, b) => Number(b === link.linkedBy) - Number(a === link.linkedBy));
  let unknown = false;
  for (const userId of order) {
    const answer = await canHold(parts, link, userId, answers);
    if (answer === 'yes') return userId;
    if (answer === 'unknown') unknown = true;
  }
  return unknown ? 'unknown' : null;
}

async function canHold({ people: { reach } }: LinkParts, link: VouchedLink, userId: number, answers: Map<string, Promise<Map<number, string> | null>>): Promise<Answer> {
  const key = `${userId} ${link.installationId}`;
  const ask = async (): Promise<Map<number, string> | null> => {
    try {
      return new Map((await reach.live(userId, link.installationId)).map(({ id, level }) => [id, level]));
    } catch (error) {
      if (error instanceof SignInAgain) return new Map();
      if (error instanceof GitHubError) return null;
      throw error;
    }
  };
  const asked = answers.get(key) ?? ask();
  answers.set(key, asked);
  const levels = await asked;
  if (levels === null) return 'unknown';
  const level = levels.get(link.repositoryId);
  const parsed = parseSettings(link.settings);
  const needsWrite = !parsed.ok || parsed.settings.direction !== 'pull';
  return level === 'write' || (level === 'read' && !needsWrite) ? 'yes' : 'no';
}

async function rest({ engine: { db } }: LinkParts, link: VouchedLink): Promise<boolean> {
  return db.transaction(async (trx) => {
    if (!(await loseAccess(trx, link))) return false;
    await writeAudit(trx, { actor: { kind: 'system' }, event: 'repository.paused', projectId: link.projectId, detail: { repository: link.repositoryId, reason: 'no lead can reach it on GitHub' } });
    await announce(trx, link.projectId, { repositoryIds: [link.repositoryId] });
    return true;
  });
}

async function wake({ engine: { db, jobs } }: LinkParts, link: VouchedLink, holder: number): Promise<void> {
  await db.transaction(async (trx) => {
    await vouchFor(trx, link, holder);
    if (link.lost) await catchUp(trx, jobs, link.repositoryId);
    await announce(trx, link.projectId, { repositoryIds: [link.repositoryId] });
  });
}
