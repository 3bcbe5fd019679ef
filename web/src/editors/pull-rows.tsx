import { integrationText as text } from '../text/integration.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Checkbox, choicesOf, SelectField, TextField } from '../ui/field.tsx';
import { replaceAt } from './editing.ts';
import type { Source } from './editing.ts';
import { Problem } from './problems.tsx';
import { useTargets } from './targets.ts';
import type { RowsProps } from './targets.ts';

type Pull = Extract<Source, { from: 'pullRequests' }>;
type Row = Pull['rows'][number];

/** How far a linked pull request is, and the status that it means; the first row that fits wins. */
export function PullRows({ source, path, onSource }: Omit<RowsProps<Pull>, 'field'>) {
  const targets = useTargets('status');
  const events = choicesOf(text.pullEvents);
  const set = (rows: Row[]): void => onSource({ ...source, rows });
  return (
    <>
      <ul class="rules">
        {source.rows.map((row, index) => {
          const change = (more: Partial<Row>): void => set(replaceAt(source.rows, index, { ...row, ...more }));
          return (
            <li key={index}>
              <div class="pull-row">
                <SelectField label={text.pullEvent} labelHidden value={row.on} choices={events} onValue={(on) => change({ on: on as Row['on'] })} />
                <TextField label={text.branch} labelHidden placeholder={text.branch} value={row.branch ?? ''} maxLength={200} onValue={(branch) => change({ branch: branch === '' ? undefined : branch })} />
              </div>
              <span class="arrow" aria-hidden="true">
                →
              </span>
              <div class="pull-row">
                <SelectField label={text.readsAs(text.pullEvents[row.on])} labelHidden value={row.status} choices={targets} onValue={(status) => change({ status })} />
                <Checkbox label={text.rowActive} checked={row.active} onValue={(active) => change({ active })} />
              </div>
              <IconButton icon="trash" label={text.remove(text.pullEvent)} onClick={() => set(replaceAt(source.rows, index, undefined))} />
            </li>
          );
        })}
      </ul>
      <Problem at={path} />
      <Button small icon="plus" onClick={() => set([...source.rows, { on: events[0]?.value as Row['on'], status: targets[0]?.value ?? '', active: true }])}>
        {text.addRule}
      </Button>
    </>
  );
}
