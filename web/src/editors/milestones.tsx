import { integrationText as text } from '../text/integration.ts';
import { Checkbox } from '../ui/field.tsx';
import { Table } from '../ui/bits.tsx';
import { useEditing } from './editing.ts';
import { DirectionSelect } from './fields.tsx';

/** What becomes of milestones, and those that the repositories use. */
export function MilestonesEditor() {
  const { settings, setMapping, facts } = useEditing();
  const { direction, mappings: { milestone, dueDate } } = settings.value;
  const found = facts.value?.milestones ?? [];
  return (
    <section class="form">
      <h3>{text.filterLists.milestones}</h3>
      <DirectionSelect label={text.direction} hint={text.milestoneHints[milestone.sync ? (milestone.direction ?? direction) : 'off']} path="mappings.milestone" rule={milestone} onRule={(change) => setMapping('milestone', change)} />
      <Checkbox label={text.dueOfMilestone} checked={dueDate.source === 'milestone'} onValue={(on) => setMapping('dueDate', { source: on ? 'milestone' : null })} />
      {found.length > 0 && (
        <details class="more" open={found.length < 10}>
          <summary>
            {text.milestonesFound} <span class="counter">{found.length}</span>
          </summary>
          <Table label={text.milestonesFound} head={text.milestoneHead}>
            {found.map(({ title, state, dueOn, count }) => (
              <tr key={title}>
                <th scope="row">{title}</th>
                <td>{text.milestoneStates[state]}</td>
                <td>{dueOn === null ? '–' : new Date(dueOn).toLocaleDateString(undefined, { dateStyle: 'medium', timeZone: 'UTC' })}</td>
                <td>{count}</td>
              </tr>
            ))}
          </Table>
        </details>
      )}
    </section>
  );
}
