import * as text from '../text.ts';
import { hueOf } from './hue.ts';

export function Label({ name }: { name: string }) {
  return (
    <span class={`label hue-${hueOf(name)}`} title={name} dir="auto">
      {name}
    </span>
  );
}

/** The first labels of an action, and how many more there are. */
export function Labels({ names, max }: { names: string[]; max: number }) {
  if (names.length === 0) return null;
  const rest = names.slice(max);
  return (
    <span class="labels" title={names.join('\n')}>
      {names.slice(0, max).map((name) => (
        <Label key={name} name={name} />
      ))}
      {rest.length > 0 && (
        <span class="label label-more" title={rest.join('\n')}>
          {text.list.moreLabels(rest.length)}
        </span>
      )}
    </span>
  );
}
