/** What somebody reads before issues of a private repository become known to a project: who will see them. */
export interface Audience {
  /** The project's name. */
  project: string;
  /** Logins of its members. */
  members: readonly string[];
}

const NAMED = 10;

/** Names the first ten, and counts all. */
function among({ project, members }: Audience): string {
  const names = members.length > NAMED ? [...members.slice(0, NAMED), `${members.length - NAMED} more`] : members;
  return `the ${members.length} ${members.length === 1 ? 'member' : 'members'} of “${project}” (${new Intl.ListFormat('en').format(names)})`;
}

/** Of linking it. */
export function linkConsent(fullName: string, audience: Audience): string {
  const seen = audience.members.length === 0
    ? `“${audience.project}” has no members yet; those it gets see them if they can read the repository on GitHub.`
    : `Of ${among(audience)} those see them who can read the repository on GitHub; a lead may open them to all.`;
  return `${fullName} is private: the titles, texts and people of its issues would be stored as actions of “${audience.project}”. ${seen} Send it again with privateConsent: true if that is meant.`;
}

/** Of opening it to everybody in the project. */
export function openConsent(fullName: string, audience: Audience): string {
  return `${fullName} is private: opened, its actions are seen by all of ${among(audience)}, by who joins it later, and by its API tokens, whether they can read the repository on GitHub or not. Send it again with consent: true if that is meant.`;
}
