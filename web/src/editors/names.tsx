import { integrationText as text } from '../text/integration.ts';
import { SelectField } from '../ui/field.tsx';
import { useEditing } from './editing.ts';
import { Problem } from './problems.tsx';

/** Who is assigned in the repositories, and who that is here. */
export function NamesEditor({ members }: { members: readonly string[] }) {
  const { settings, set, facts } = useEditing();
  const { people } = settings.value;
  const found = facts.value;
  if (found === null) return null;
  const choices = [{ value: '', label: text.noMember }, ...members.map((login) => ({ value: login, label: login }))];
  const ownerOf = (login: string): string => people[login] ?? members.find((member) => member.toLowerCase() === login.toLowerCase()) ?? '';
  const give = (login: string, member: string): void => {
    const { [login]: _, ...others } = people;
    // A member keeps their own login beside the other one: what is assigned here goes to it.
    set({ people: member === '' ? others : { [member]: member, ...others, [login]: member } });
  };
  return (
    <section class="form">
      <h3>{text.names}</h3>
      <p class="muted">{text.namesHint}</p>
      <ul class="rules">
        {found.people.map(({ name, count }) => (
          <li key={name}>
            <span class="rule-name">
              {name} <span class="muted">{text.carried(count)}</span>
            </span>
            <span class="arrow" aria-hidden="true">
              →
            </span>
            <SelectField label={text.whose(name)} labelHidden value={ownerOf(name)} choices={choices} disabled={members.includes(name)} onValue={(member) => give(name, member)} />
          </li>
        ))}
      </ul>
      <Problem at="people" />
    </section>
  );
}
