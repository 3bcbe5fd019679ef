/** GitHub's time in whole seconds: `2026-11-23T17:48:00Z`. REST, GraphQL and webhooks differ in fractions only. */
export function wholeSeconds(time: string): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
