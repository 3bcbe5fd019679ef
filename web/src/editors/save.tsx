import { useSignal } from '@preact/signals';
import type { ImpactAnswer, ImpactShape as Impact, IntegrationShape, SettingsChangeShape, UpdateAnswer } from '../../../src/http/trpc/integration-shapes.ts';
import { faultOf } from '../api.ts';
import { integrationText } from '../text/integration.ts';
import { Notice, Table } from '../ui/bits.tsx';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField } from '../ui/field.tsx';
import { faultSentence, Loaded, useLoad } from '../ui/load.tsx';
import * as pageText from '../text.ts';
import { problemSentence, useEditing } from './editing.ts';

const text = integrationText.save;

type More = Pick<SettingsChangeShape, 'replacements' | 'confirmation'>;
type InUse = Extract<UpdateAnswer, { outcome: 'in use' }>['keys'];
type Answer = UpdateAnswer | { outcome: 'not linked'; refusals: { repository: string; reason: string }[] };

/**
 * Sends changed settings and asks whatever the server asks back: what takes the place of keys that are
 * in use, and whether to write to many issues.
 * @param send with what was answered so far
 */
export function useSaving(send: (more: More) => Promise<Answer>, onSaved: (integration: IntegrationShape) => void) {
  const editing = useEditing();
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const inUse = useSignal<InUse | null>(null);
  const impact = useSignal<{ impact: Impact; confirmation: string } | null>(null);
  const more = useSignal<More>({});
  const run = async (added: More = {}): Promise<void> => {
    busy.value = true;
    problem.value = null;
    more.value = { ...more.value, ...added };
    try {
      const answer = await send(more.value);
      inUse.value = answer.outcome === 'in use' ? answer.keys : null;
      impact.value = answer.outcome === 'confirm' ? answer : null;
      if (answer.outcome === 'saved') {
        more.value = {};
        onSaved(answer.integration);
      } else if (answer.outcome === 'invalid') {
        editing.problems.value = answer.problems;
        problem.value = answer.problems.map((one) => problemSentence(one, editing.settings.peek())).join('; ');
      } else if (answer.outcome === 'refused') problem.value = answer.reason;
      else if (answer.outcome === 'stale') problem.value = text.stale;
      else if (answer.outcome === 'not linked') problem.value = answer.refusals.map(({ reason }) => reason).join(' ');
    } catch (error) {
      problem.value = faultSentence(faultOf(error));
    }
    busy.value = false;
  };
  const close = (): void => {
    inUse.value = null;
    impact.value = null;
    more.value = {};
  };
  const dialogs = (
    <>
      {problem.value !== null && (
        <Notice tone="danger" live>
          {problem.value}
        </Notice>
      )}
      {inUse.value !== null && <Replace keys={inUse.value} busy={busy.value} onClose={close} onReplace={(replacements) => void run({ replacements })} />}
      {impact.value !== null && (
        <BrakeQuestion impact={impact.value.impact} busy={busy.value} onClose={close} onConfirm={() => void run({ confirmation: impact.peek()?.confirmation ?? '' })} />
      )}
    </>
  );
  return { busy: busy.value, save: () => void run(), dialogs };
}

type Replacements = NonNullable<More['replacements']>;

function Replace({ keys, busy, onClose, onReplace }: { keys: InUse; busy: boolean; onClose: () => void; onReplace: (replacements: Replacements) => void }) {
  const { settings } = useEditing();
  const { statuses, priorities, categories } = settings.value;
  const offered = {
    status: statuses.map(({ key, name }) => ({ value: key, label: name })),
    priority: [{ value: '', label: text.nothing }, ...priorities.map((value) => ({ value, label: value }))],
    category: [{ value: '', label: text.nothing }, ...categories.map((value) => ({ value, label: value }))],
  };
  const chosen = useSignal<Record<string, string>>({});
  const idOf = ({ field, key }: InUse[number]): string => `${field} ${key}`;
  const valueOf = (one: InUse[number]): string => chosen.value[idOf(one)] ?? offered[one.field][0]?.value ?? '';
  const replace = (): void => {
    const made: Record<string, Record<string, string | null>> = {};
    for (const one of keys) made[one.field] = { ...made[one.field], [one.key]: valueOf(one) === '' ? null : valueOf(one) };
    onReplace(made);
  };
  return (
    <Dialog
      title={text.inUseTitle}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{pageText.ui.cancel}</Button>
          <Button variant="primary" busy={busy} onClick={replace}>
            {text.save}
          </Button>
        </>
      }
    >
      {keys.map((one) => (
        <SelectField key={idOf(one)} label={text.inUse(one.count, one.key)} value={valueOf(one)} choices={offered[one.field]} onValue={(value) => (chosen.value = { ...chosen.value, [idOf(one)]: value })} />
      ))}
    </Dialog>
  );
}

/** The first of the issues that would be written to, with what. */
function Written({ impact: { looked, total, issues } }: { impact: Impact }) {
  return (
    <>
      {looked < total && <p class="muted">{text.looked(looked, total)}</p>}
      {issues.length > 0 && <Table label={text.first} head={[text.first]}>
        {issues.map(({ repository, number, title, fields }) => (
          <tr key={`${repository}#${number}`}>
            <td>
              <span dir="auto">{title}</span>
              <p class="muted">
                {repository}#{number} · {fields.map(({ field, from, to }) => `${field}: ${from} → ${to}`).join(', ')}
              </p>
            </td>
          </tr>
        ))}
      </Table>}
    </>
  );
}

/** What a change would do to the actions and issues that there are, before it is saved. */
export function Effect({ send }: { send: () => Promise<ImpactAnswer> }) {
  const load = useLoad(send);
  return (
    <Loaded load={load} lines={2}>
      {(answer) => {
        if (answer.outcome !== 'weighed') return <p>{'reason' in answer ? answer.reason : 'keys' in answer ? text.inUseTitle : text.stale}</p>;
        const { impact } = answer;
        return (
          <>
            <p>{[text.changes(impact.changes), ...text.confirm(impact.writes, impact.closing, impact.unlabelling)].join(' ')}</p>
            <Written impact={impact} />
          </>
        );
      }}
    </Loaded>
  );
}

function BrakeQuestion({ impact, busy, onClose, onConfirm }: { impact: Impact; busy: boolean; onClose: () => void; onConfirm: () => void }) {
  const { writes, closing, unlabelling } = impact;
  return (
    <Confirm title={text.confirmTitle} consequences={text.confirm(writes, closing, unlabelling)} action={text.goOn} busy={busy} onClose={onClose} onConfirm={onConfirm}>
      <Written impact={impact} />
    </Confirm>
  );
}
