import { integrationText as text } from '../text/integration.ts';
import { Checkbox, choicesOf, Segmented, SelectField, Switch, TextField } from '../ui/field.tsx';
import { useEditing, useProblem } from './editing.ts';
import type { Settings } from './editing.ts';

const toLimit = (value: string): number => Math.max(1, Math.min(100_000, Math.trunc(Number(value)) || 1));
const FREQUENCIES = [60, 300, 900, 3_600, 21_600, 86_400];

/** Which way changes go, and who wins. */
export function DirectionEditor() {
  const { settings, set } = useEditing();
  const { direction, conflictPolicy, conflictTie } = settings.value;
  return (
    <section class="form">
      <h3>{text.direction}</h3>
      <Segmented label={text.direction} value={direction} choices={choicesOf(text.directions)} onValue={(value) => set({ direction: value as Settings['direction'] })} />
      <p class="muted">{text.directionHints[direction]}</p>
      <SelectField label={text.policy} hint={text.policyHints[conflictPolicy]} value={conflictPolicy} choices={choicesOf(text.policies)} onValue={(value) => set({ conflictPolicy: value as Settings['conflictPolicy'] })} />
      {conflictPolicy === 'newest' && (
        <SelectField label={text.tie} value={conflictTie} choices={choicesOf(text.ties)} onValue={(value) => set({ conflictTie: value as Settings['conflictTie'] })} />
      )}
    </section>
  );
}

/** How often, how promptly, and in whose name. */
export function PaceEditor() {
  const { switches, setSwitches } = useEditing();
  const { pollEvery, autoSync, actAsMembers, brakeLimit, brakeClosingLimit } = switches.value;
  const known = FREQUENCIES.includes(pollEvery) ? FREQUENCIES : [...FREQUENCIES, pollEvery].sort((a, b) => a - b);
  return (
    <section class="form">
      <h3>{text.pace}</h3>
      <Switch label={text.autoSync} hint={text.autoSyncHint} checked={autoSync} onValue={(value) => setSwitches({ autoSync: value })} />
      <SelectField label={text.frequency} hint={text.frequencyHint} value={String(pollEvery)} choices={known.map((value) => ({ value: String(value), label: text.every(value) }))} onValue={(value) => setSwitches({ pollEvery: Number(value) })} />
      <Switch label={text.actAsMembers} hint={text.actAsMembersHint} checked={actAsMembers} onValue={(value) => setSwitches({ actAsMembers: value })} />
      <TextField label={text.brakeLimit} hint={text.brakeLimitHint} value={String(brakeLimit)} number={{ min: 1, max: 100_000 }} onValue={(value) => setSwitches({ brakeLimit: toLimit(value) })} />
      <TextField label={text.brakeClosingLimit} hint={text.brakeClosingLimitHint} value={String(brakeClosingLimit)} number={{ min: 1, max: 100_000 }} onValue={(value) => setSwitches({ brakeClosingLimit: toLimit(value) })} />
    </section>
  );
}

/** What happens where an action has no issue yet, or no longer exists. */
export function CreationEditor() {
  const { settings, set, repositories } = useEditing();
  const { newActionsRepository, deletedActions, createLabels } = settings.value;
  const problem = useProblem('newActionsRepository');
  const targets = [{ value: '', label: text.noIssue }, ...repositories.map(({ id, fullName }) => ({ value: id, label: fullName }))];
  return (
    <section class="form">
      <h3>{text.creation}</h3>
      {repositories.length > 0 && (
        <SelectField label={text.newActions} hint={text.newActionsHint} error={problem} value={String(newActionsRepository ?? '')} choices={targets} onValue={(value) => set({ newActionsRepository: value === '' ? null : Number(value) })} />
      )}
      <SelectField label={text.deletedActions} value={deletedActions} choices={choicesOf(text.deletedChoices)} onValue={(value) => set({ deletedActions: value as Settings['deletedActions'] })} />
      <Checkbox label={text.createLabels} hint={text.createLabelsHint} checked={createLabels} onValue={(value) => set({ createLabels: value })} />
    </section>
  );
}
