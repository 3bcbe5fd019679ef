/**
 * What is fetched together: the first screen with all that others share, what members work with day by day, and what
 * leads set up. Files of an area compress far better as one than each by itself, and come in one round trip.
 */
export const chunkGroups = [
  { name: 'work', test: /web\/src\/(screens\/(actions|sync|history|conflicts)\/|text\/sync|styles\/sync|ui\/(diff|line-ends))/ },
  { name: 'settings', test: /web\/src\/(editors\/|screens\/|text\/(setup|settings|integration|projects))/ },
  { name: 'first', test: /./ },
  // Without this a group would take along what its files import, from wherever that is.
].map((group) => ({ ...group, includeDependenciesRecursively: false }));
