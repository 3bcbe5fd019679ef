/** Writing to GitHub with a member's own authorization, so that GitHub shows the person. */
import type { Client, GitHub } from '../../github/clients.ts';
import type { UserTokens } from './user-tokens.ts';

export interface AsMember {
  /**
   * Calls GitHub as a person, within that person's own budget (I9). `work` may run twice, where the
   * token ended under it: it only holds calls that may be repeated.
   * @throws SignInAgain; GitHubError as the call itself
   */
  write<T>(userId: number, work: (client: Client) => Promise<T>): Promise<T>;
}

export function createAsMember(github: Pick<GitHub, 'asUser'>, tokens: UserTokens): AsMember {
  return { write: (userId, work) => tokens.use(userId, (accessToken) => work(github.asUser(userId, accessToken))) };
}
