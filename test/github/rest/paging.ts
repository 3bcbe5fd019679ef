import { GitHubProblem } from '../state/problem.ts';
import type { ApiRequest } from './api.ts';

export interface Page<T> {
  items: T[];
  headers: Record<string, string>;
}

function whole(text: string | null, fallback: number): number {
  if (text === null) return fallback;
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : fallback;
}

/**
 * Cuts one page (`per_page` 30, at most 100) and makes the Link header.
 *
 * @param address absolute address of the list, without a query; GitHub links lists of a repository
 * by its id.
 */
export function paginate<T>(request: ApiRequest, all: readonly T[], address: string): Page<T> {
  const perPage = Math.min(100, whole(request.query.get('per_page'), 30));
  const page = whole(request.query.get('page'), 1);
  if (page > 10_000) throw new GitHubProblem(422, 'Pagination with the page parameter is not supported for large datasets.');
  const last = Math.max(1, Math.ceil(all.length / perPage));
  const link = (to: number, rel: string): string => {
    const query = new URLSearchParams(request.query);
    query.set('page', String(to));
    return `<${address}?${query.toString()}>; rel="${rel}"`;
  };
  const links: string[] = [];
  if (page > 1) links.push(link(Math.min(page - 1, last), 'prev'));
  if (page < last) links.push(link(page + 1, 'next'), link(last, 'last'));
  if (page > 1) links.push(link(1, 'first'));
  return {
    items: all.slice((page - 1) * perPage, page * perPage),
    headers: links.length === 0 ? {} : { link: links.join(', ') },
  };
}
