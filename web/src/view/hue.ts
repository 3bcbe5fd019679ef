const HUES = [
  'auburn', 'blue', 'brown', 'coral', 'cyan', 'gray', 'green', 'indigo', 'lemon', 'lime',
  'olive', 'orange', 'pine', 'pink', 'plum', 'purple', 'red', 'teal', 'yellow',
] as const;

export type Hue = (typeof HUES)[number];

/** The nearest hues to the colours of the labels that GitHub puts into every new repository. */
const KNOWN: Record<string, Hue> = {
  bug: 'red',
  documentation: 'blue',
  duplicate: 'gray',
  enhancement: 'cyan',
  'good first issue': 'indigo',
  'help wanted': 'pine',
  invalid: 'lemon',
  question: 'plum',
  wontfix: 'gray',
};

/** A colour for a label or a person: the same name always has the same. */
export function hueOf(name: string): Hue {
  const key = name.toLowerCase();
  let hash = 7;
  for (const character of key) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return KNOWN[key] ?? HUES[hash % HUES.length] ?? 'gray';
}
