/** What must hold once everything is at rest. */
import { checkAgreement } from './check-agreement.ts';
import { checkLosses } from './check-losses.ts';
import { checkRest, checkVerified, endedVerifications, fingerprint, stateOf } from './check-rest.ts';
import { checkSides } from './check-sides.ts';
import { checkWrites } from './check-writes.ts';
import { gatherFacts } from './facts.ts';
import { heal, settle } from './quiesce.ts';
import type { Sim } from './run.ts';

export async function judge(sim: Sim): Promise<void> {
  await checkRest(sim);
  const facts = await gatherFacts(sim);
  checkAgreement(sim, facts);
  checkLosses(sim, facts);
  checkSides(sim, facts);
  checkWrites(sim, facts);
  if (sim.violations.length === 0) await checkStillness(sim);
  sim.note(await stateOf(sim));
}

/** I6: once in step, another round of everything changes nothing; and Lockstep's own comparison finds what the oracle found: no difference. */
async function checkStillness(sim: Sim): Promise<void> {
  const before = await fingerprint(sim);
  const ended = await endedVerifications(sim);
  sim.note('another round');
  await heal(sim, true);
  await settle(sim);
  const after = await fingerprint(sim);
  if (after !== before) sim.violate(`I6: at rest, another round changed something: ${before} became ${after}`);
  await checkVerified(sim, ended);
}
