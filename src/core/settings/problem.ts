/** Something wrong in the settings: where (`mappings.priority.sources.0.rules.1.value`) and what. */
export interface SettingsProblem {
  path: string;
  message: string;
}
