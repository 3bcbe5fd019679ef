import type { ActionDetail, ActionForm, Board, BoardQuery, BulkAnswer, BulkUpdate, HistoryPage, MarkdownNode, NewActionShape } from './action-shapes.ts';
import type { Asker, UpdateOutcome, UpdateRequest } from './services.ts';
import type { ActionPage, ActionQuery, Facets } from './shapes.ts';

/** Actions, as the page asks for them. That the viewer may see the action has been decided before. */
export interface ActionServices {
  list(query: ActionQuery, viewer: Asker): Promise<ActionPage>;
  board(query: BoardQuery, viewer: Asker): Promise<Board>;
  /** `history` is newest first. */
  get(id: string, viewer: Asker): Promise<ActionDetail | null>;
  history(request: { id: string; before: string | null; limit: number }): Promise<HistoryPage>;
  update(request: UpdateRequest): Promise<UpdateOutcome>;
  updateMany(request: BulkUpdate, viewer: Asker): Promise<BulkAnswer | { outcome: 'refused'; reason: string }>;
  create(request: NewActionShape, viewer: Asker): Promise<UpdateOutcome>;
  remove(request: { id: string; expectedVersion: number }, viewer: Asker): Promise<UpdateOutcome>;
  /** Asks once more for the issue that could not be created. */
  retryIssue(id: string, viewer: Asker): Promise<UpdateOutcome>;
  /** Brings a deleted action back. */
  undelete(id: string, viewer: Asker): Promise<UpdateOutcome>;
  setArchived(request: { id: string; archived: boolean }, viewer: Asker): Promise<UpdateOutcome>;
  /** Brings back what an event of its history took away. */
  restore(request: { id: string; eventId: string; field: string }, viewer: Asker): Promise<UpdateOutcome>;
  /** A text as it would be shown on this action, or on none. */
  preview(request: { projectId: string; text: string; repository: string | null }): Promise<MarkdownNode[]>;
  /** @returns null where there is no such project */
  form(projectId: string, viewer: Asker): Promise<ActionForm | null>;
  facets(projectId: string, viewer: Asker): Promise<Facets>;
}
