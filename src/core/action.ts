/** Any value JSON can hold: what a field's value is stored as. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** The fields every project has. */
export type BuiltInFieldKey =
  | 'title'
  | 'description'
  | 'status'
  | 'priority'
  | 'category'
  | 'tags'
  | 'assignees'
  | 'milestone'
  | 'dueDate'
  | 'issueType';

/** The key of a synced field; a project's own fields stand under `custom.<key>`. */
export type FieldKey = BuiltInFieldKey | `custom.${string}`;

/**
 * Field values of an action (or of an issue, in the action's terms), by field key:
 * `title` and `description` string; `status`, `priority`, `category` the project's keys or null;
 * `tags` label names (compared without case, as GitHub does); `assignees` member keys where
 * `people` of the settings maps the login, else logins; `milestone` its title or null; `dueDate`
 * `YYYY-MM-DD` or null; `issueType` its name or null. An absent key means: nothing is known.
 */
export type FieldValues = Partial<Record<FieldKey, JsonValue>>;

/** The two sides of a mapping. */
export type Side = 'github' | 'lockstep';

/** A field that cannot be written to GitHub as it is, and why, in words. */
export interface Blocked {
  field: FieldKey;
  reason: string;
}
