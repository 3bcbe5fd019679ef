/**
 * What is fetched together: the first screen with all that others share, and three rooms that are entered
 * later. Files of an area compress far better as one than each by itself, and come in one round trip.
 */
export const chunkGroups = [
  { name: 'sync', test: /web\/src\/(screens\/(sync|history|conflicts)\/|text\/sync|styles\/sync|ui\/diff)/ },
  { name: 'actions', test: /web\/src\/screens\/actions\// },
  { name: 'settings', test: /web\/src\/(editors\/|screens\/|text\/(setup|settings|integration|projects))/ },
  { name: 'first', test: /./ },
  // Without this a group would take along what its files import, from wherever that is.
].map((group) => ({ ...group, includeDependenciesRecursively: false }));
