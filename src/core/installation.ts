/** An installation of the App, as GitHub tells it. */
export interface InstallationFacts {
  id: number;
  accountId: number;
  accountLogin: string;
  /** User or Organization. */
  accountType: string;
  /** all or selected. */
  repositorySelection: string;
  /** Permission -> read or write, as the owner granted them. */
  permissions: Record<string, string>;
  suspended: boolean;
}

/** A repository, as GitHub tells it. */
export interface RepositoryFacts {
  id: number;
  nodeId: string;
  owner: string;
  name: string;
  private: boolean;
  /** undefined: this source does not say (installation events carry only names). */
  archived?: boolean | undefined;
  /** Whether issues are switched on; undefined: this source does not say. */
  hasIssues?: boolean | undefined;
}
