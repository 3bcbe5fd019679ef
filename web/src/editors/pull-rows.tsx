import { integrationText as text } from '../text/integration.ts';
import { Checkbox, choicesOf, SelectField, TextField } from '../ui/field.tsx';
import type { Source } from './editing.ts';
import { Problem } from './problems.tsx';
import { Sortable } from './sortable.tsx';
import { useTargets } from './targets.ts';
import type { RowsProps } from './targets.ts';

type Pull = Extract<Source, { from: 'pullRequests' }>;
type Row = Pull['rows'][number];

/** How far a linked pull request is, and the status that it means; the first row that fits wins. */
export function PullRows({ source, path, onSource }: Omit<RowsProps<Pull>, 'field'>) {
  const targets = useTargets('status');
  const events = choicesOf(text.pullEvents);
  return (
    <>
      <Sortable<Row>
        label={text.from.pullRequests}
        items={source.rows}
        nameOf={({ on }) => text.pullEvents[on]}
        onItems={(rows) => onSource({ ...source, rows })}
        make={() => ({ on: events[0]?.value as Row['on'], status: targets[0]?.value ?? '', active: true })}
        addLabel={text.addRule}
      >
        {(row, set) => (
          <>
            <div class="pull-row">
              <SelectField label={text.pullEvent} labelHidden value={row.on} choices={events} onValue={(on) => set({ ...row, on: on as Row['on'] })} />
              <TextField label={text.branch} labelHidden placeholder={text.branch} value={row.branch ?? ''} maxLength={200} onValue={(branch) => set({ ...row, branch: branch === '' ? undefined : branch })} />
            </div>
            <span class="arrow" aria-hidden="true">
              →
            </span>
            <div class="pull-row">
              <SelectField label={text.readsAs(text.pullEvents[row.on])} labelHidden value={row.status} choices={targets} onValue={(status) => set({ ...row, status })} />
              <Checkbox label={text.rowActive} checked={row.active} onValue={(active) => set({ ...row, active })} />
            </div>
          </>
        )}
      </Sortable>
      <Problem at={path} />
    </>
  );
}
