/** A lead calls off writes that wait: of a whole project, of one repository, or of one action. */
import { rows } from '../../src/store/db.ts';
import { linksOfProject } from '../../src/store/projects.ts';
import { callOffWrites } from '../../src/sync/call-off.ts';
import type { SimProcess } from './process.ts';
import type { Sim } from './run.ts';
import type { Step } from './schedule.ts';
import { TO_THE_END } from './tasks.ts';
import { at, reap } from './work.ts';

/** Nobody who edits: the history shows whose word gave a value up. */
const LEAD = 'lena';

export async function callOff(sim: Sim, { n }: Step): Promise<void> {
  const { db } = sim.database;
  const waiting = await rows<{ projectId: number; actionId: number }>(db, 'SELECT project_id AS "projectId", action_id AS "actionId" FROM github_issue_mappings WHERE pending ORDER BY 1, 2');
  const projects = waiting.length > 0 ? [...new Set(waiting.map(({ projectId }) => projectId))] : sim.projects;
  const projectId = projects[at(n[0], projects.length)] as number;
  const actionIds = waiting.filter((one) => one.projectId === projectId).map(({ actionId }) => actionId);
  const linked = (await linksOfProject(db, projectId)).map(({ repositoryId }) => repositoryId);
  const which = n[1] ?? 0;
  const repositoryIds = which < 0.2 ? linked.slice(0, 1) : linked;
  const one = which > 0.6 ? actionIds[at(n[2], actionIds.length)] : undefined;
  const process = sim.processes[at(n[3], sim.processes.length)] as SimProcess;
  const dies = (n[5] ?? 0) < 0.05 ? { ...TO_THE_END, die: 1 + at(n[4], 8) } : TO_THE_END;
  sim.note(`  ${LEAD} calls off ${one ? `action ${one}` : `repositories ${repositoryIds.join(', ')}`} of project ${projectId}`);
  await sim.tasks.start('call off', process, dies, async () => {
    const count = await callOffWrites(process.engine, { projectId, repositoryIds, by: LEAD, ...(one && { actionIds: [one] }) });
    sim.note(`    ${count} called off`);
  });
  await reap(sim);
}
