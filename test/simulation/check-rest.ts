/** At rest nothing waits: no delivery, no job, no push, no link. */
import { rows } from '../../src/store/db.ts';
import type { Sim } from './run.ts';

export async function checkRest(sim: Sim): Promise<void> {
  const { db } = sim.database;
  const deliveries = await rows<{ event: string; state: string; error: string }>(db, "SELECT event, state, error FROM deliveries WHERE state IN ('queued', 'parked')");
  for (const { event, state, error } of deliveries) sim.violate(`a delivery of ${event} is ${state}: ${error}`);
  const pending = await rows<{ id: number }>(db, "SELECT id FROM github_issue_mappings WHERE pending AND state = 'live'");
  for (const { id } of pending) sim.violate(`I4: mapping ${id} still has something to push`);
  const givenUp = await rows<{ id: number; error: string }>(db, "SELECT id, error FROM github_issue_mappings WHERE state = 'live' AND error LIKE 'Given up%'");
  for (const { id, error } of givenUp) sim.violate(`mapping ${id} was given up: ${error}`);
  const links = await rows<{ repositoryId: number; state: string; error: string }>(db, 'SELECT repository_id AS "repositoryId", backfill_state AS state, error FROM github_integration_repositories WHERE backfill_state <> \'live\'');
  for (const { repositoryId, state, error } of links) sim.violate(`repository ${repositoryId} is ${state}: ${error}`);
  for (const { actionId, version } of sim.accepted) {
    const [event] = await rows(db, "SELECT 1 FROM action_events WHERE action_id = ? AND version = ? AND side = 'lockstep'", [actionId, version]);
    if (!event) sim.violate(`I5: the accepted edit of action ${actionId} that made version ${version} stands in no history`);
  }
}

/** Everything that a further round must leave as it is. */
export async function fingerprint(sim: Sim): Promise<string> {
  const { db } = sim.database;
  const counted = await rows(db, `SELECT (SELECT count(*) FROM action_events) AS events, (SELECT count(*) FROM actions) AS actions,
    (SELECT count(*) FROM github_issue_mappings) AS mappings, (SELECT coalesce(sum(version), 0) FROM actions)::int AS versions`);
  return JSON.stringify([counted, sim.github.state.history.length]);
}

/** Those that have ended; one that was broken off goes on under its old number. */
export async function endedVerifications({ database: { db } }: Sim): Promise<number[]> {
  return (await rows<{ id: number }>(db, "SELECT id FROM verifications WHERE state = 'done'")).map(({ id }) => id);
}

/** Every project was compared with GitHub since, and nothing differed. */
export async function checkVerified(sim: Sim, before: readonly number[]): Promise<void> {
  const { db } = sim.database;
  const ended = await rows<{ projectId: number }>(db, "SELECT project_id AS \"projectId\" FROM verifications WHERE id <> ALL(?) AND state = 'done'", [before]);
  for (const id of sim.projects) if (!ended.some(({ projectId }) => projectId === id)) sim.violate(`project ${id} was not verified`);
  const findings = await rows<{ field: string; kind: string; issue: number; github: unknown; lockstep: unknown }>(
    db, "SELECT field, kind, issue_number AS issue, github, lockstep FROM verification_findings WHERE verification_id <> ALL(?) AND kind <> 'explained'", [before],
  );
  for (const finding of findings) sim.violate(`I4: the comparison with GitHub found ${JSON.stringify(finding)}`);
}

/** Both sides, for the trace: the same seed ends in the same state, byte for byte. */
export async function stateOf(sim: Sim): Promise<string> {
  const { db } = sim.database;
  const here = await rows(db, 'SELECT a.id, a.version, a.title, a.description, a.status, a.priority, a.category, a.tags, a.assignees, a.milestone, m.issue_number, m.state, m.base, m.error FROM actions a JOIN github_issue_mappings m ON m.action_id = a.id ORDER BY a.id');
  const events = await rows(db, 'SELECT id, action_id, version, kind, side, actor, changes FROM action_events ORDER BY id');
  return JSON.stringify([here, events, sim.github.state.history]);
}
