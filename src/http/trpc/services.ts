import type { ActionServices } from './action-services.ts';
import type { ConflictServices } from './conflicts.ts';
import type { HealthServices } from './health.ts';
import type { IntegrationServices } from './integrations.ts';
import type { MappingServices } from './mappings.ts';
import type { PullServices } from './pulls.ts';
import type { Caller, Role, Scope } from '../../core/policy.ts';
import type { AccountSession, Action, ActionChanges, ApiTokenShape, AuditLine, InstallationsShape, LinkableRepository, NewApiTokenShape, Project, ProjectMember, Viewer } from './shapes.ts';
import type { InvitationServices } from './invitations.ts';
import type { AlertServices } from './alerts.ts';
import type { WebhookServices } from './webhooks.ts';
import type { PrivacyServices } from './privacy.ts';
import type { RetentionServices } from './retention.ts';
import type { SyncLogServices } from './sync-log.ts';

/** The person who asks, and as what the policy knows them. */
export type Asker = Viewer & { caller: Caller; /** Which of their sessions asks. */ sessionId: string };

/** What became of an update; the router turns each into an answer. */
export type UpdateOutcome =
  | { outcome: 'updated'; action: Action }
  /** Someone changed it since `expectedVersion`; `current` is what it is now. Nothing was written. */
  | { outcome: 'stale'; current: Action }
  | { outcome: 'missing' }
  /** Not allowed or not possible; `reason` is the sentence a person reads. */
  | { outcome: 'refused'; reason: string };

export type MemberOutcome = { outcome: 'done' | 'missing' } | { outcome: 'refused'; reason: string };

export type WantedToken = { name: string; scopes: readonly Scope[]; expiresInDays: number | null };

export type UpdateRequest = {
  id: string;
  expectedVersion: number;
  changes: ActionChanges;
  /** The description that the person began from: edits of other lines meanwhile are then taken in. */
  baseDescription?: string | undefined;
  actor: Asker;
};

/**
 * What the page needs of the rest of Lockstep. Whether the viewer may ask at all is decided before
 * (base.ts); an implementation leaves out what is hidden from them, as if it did not exist (I12).
 */
export type PageServices = {
  invitations: InvitationServices;
  alerts: AlertServices;
  webhooks: WebhookServices;
  privacy: PrivacyServices;
  retention: RetentionServices;
  integrations: IntegrationServices;
  mappings: MappingServices;
  pulls: PullServices;
  conflicts: ConflictServices;
  health: HealthServices;
  syncLog: SyncLogServices;
  account: {
    /** @returns whether GitHub can no longer be asked in the viewer's name */
    mustSignIn(viewer: Asker): Promise<boolean>;
    /** The one used last first. */
    sessions(viewer: Asker): Promise<AccountSession[]>;
    /** @returns false where the viewer has no such session */
    endSession(id: string, viewer: Asker): Promise<boolean>;
  };
  members: {
    list(projectId: string): Promise<ProjectMember[]>;
    /** The last lead stays one. */
    setRole(change: { projectId: string; userId: string; role: Role }, viewer: Asker): Promise<MemberOutcome>;
    remove(change: { projectId: string; userId: string }, viewer: Asker): Promise<MemberOutcome>;
  };
  repositories: {
    /** What only the person can mend comes as a sentence. */
    installations(viewer: Asker): Promise<InstallationsShape | string>;
    linkable(projectId: string, viewer: Asker): Promise<LinkableRepository[]>;
    /** @returns null when it is linked, else why not, as a sentence */
    link(request: { projectId: string; fullName: string; privateConsent: boolean }, viewer: Asker): Promise<string | null>;
    /** Opening a private one takes a consent; without, the refusal says who would see it. */
    setOpen(change: { projectId: string; repositoryId: string; open: boolean; consent: boolean }, viewer: Asker): Promise<MemberOutcome>;
  };
  tokens: {
    list(viewer: Asker): Promise<ApiTokenShape[]>;
    create(wanted: WantedToken, viewer: Asker): Promise<NewApiTokenShape>;
    /** @returns false where the viewer has no such token */
    revoke(id: string, viewer: Asker): Promise<boolean>;
    listOfProject(projectId: string): Promise<ApiTokenShape[]>;
    createForProject(projectId: string, wanted: WantedToken, viewer: Asker): Promise<NewApiTokenShape>;
    revokeOfProject(projectId: string, id: string, viewer: Asker): Promise<boolean>;
  };
  audit: {
    list(query: { projectId: string; before: string | null; limit: number }, viewer: Asker): Promise<AuditLine[]>;
  };
  projects: {
    list(viewer: Asker): Promise<Project[]>;
    get(id: string, viewer: Asker): Promise<Project | null>;
    /** The viewer becomes its lead. @returns null for a program that stands for nobody */
    create(name: string, viewer: Asker): Promise<Project | null>;
    rename(id: string, name: string, viewer: Asker): Promise<void>;
  };
  actions: ActionServices;
};
