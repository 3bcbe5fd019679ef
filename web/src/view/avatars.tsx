import { characters } from '../characters.ts';
import * as text from '../text.ts';
import { hueOf } from './hue.ts';

/** Two letters for a name: of its first two words, or its first two letters. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => word !== '');
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => characters(word)[0] ?? '') : characters(words[0] ?? name).slice(0, 2);
  return letters.join('').toUpperCase();
}

/** Initials in a circle: a picture would be a request to another host. */
export function Avatar({ name, title = name }: { name: string; title?: string }) {
  return (
    <span class={`avatar hue-${hueOf(name)}`} title={title} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** Up to three people, or two and how many more. */
export function Avatars({ names }: { names: string[] }) {
  if (names.length === 0) return <span class="avatars" />;
  const max = names.length > 3 ? 2 : 3;
  const rest = names.slice(max);
  return (
    <span class="avatars" role="img" aria-label={text.list.assignedTo(names)}>
      {names.slice(0, max).map((name) => (
        <Avatar key={name} name={name} />
      ))}
      {rest.length > 0 && (
        <span class="avatar avatar-more" title={rest.join('\n')}>
          {text.list.morePeople(rest.length)}
        </span>
      )}
    </span>
  );
}
