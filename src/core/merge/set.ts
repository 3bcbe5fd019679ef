/** The form in which names are compared: GitHub compares label names and logins without case. */
export function fold(name: string): string {
  return name.toLowerCase();
}

/** The names without repetition; of spellings that differ in case only, the first stays. */
export function distinct(names: readonly string[]): string[] {
  return names.length < 2 ? [...names] : [...byFold(names).values()];
}

export function equalSets(a: readonly string[], b: readonly string[]): boolean {
  const left = byFold(a);
  const right = byFold(b);
  return left.size === right.size && [...left.keys()].every((key) => right.has(key));
}

/** The names of `a` that are not in `b`. */
export function without(a: readonly string[], b: readonly string[]): string[] {
  const gone = byFold(b);
  return distinct(a).filter((name) => !gone.has(fold(name)));
}

/**
 * Three-way merge by additions and removals: an element is kept that both sides hold, or that one
 * side added; one that either side removed goes. A set never collides, because one element can
 * only be added (it was not in the base) or removed (it was), not both.
 */
export function mergeSets(base: readonly string[], ours: readonly string[], theirs: readonly string[]): string[] {
  const [inBase, inOurs, inTheirs] = [byFold(base), byFold(ours), byFold(theirs)];
  return distinct([...ours, ...theirs]).filter((name) => {
    const key = fold(name);
    return (inOurs.has(key) && inTheirs.has(key)) || !inBase.has(key);
  });
}

/**
 * The base after a write that may or may not have taken effect: elements that it was to change, and on which GitHub
 * now agrees with it, count as written, the others keep their base.
 * @param from what the write began from; the base may have moved since
 */
export function echoSets(base: readonly string[], pushing: readonly string[], theirs: readonly string[], from: readonly string[] = base): string[] {
  const [inBase, inPushing, inTheirs, inFrom] = [byFold(base), byFold(pushing), byFold(theirs), byFold(from)];
  return distinct([...base, ...pushing]).filter((name) => {
    const key = fold(name);
    const isWritten = inPushing.has(key) !== inFrom.has(key) && inPushing.has(key) === inTheirs.has(key);
    return isWritten ? inPushing.has(key) : inBase.has(key);
  });
}

function byFold(names: readonly string[]): Map<string, string> {
  const map = new Map<string, string>();
  for (const name of names) {
    const key = fold(name);
    if (!map.has(key)) map.set(key, name);
  }
  return map;
}
