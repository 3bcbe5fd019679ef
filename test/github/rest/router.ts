import type { Route } from './api.ts';

interface Node {
  literals: Map<string, Node>;
  parameter: Node | null;
  routes: Map<string, Route>;
}

export interface Match {
  route: Route;
  params: Record<string, string>;
}

export type Router = (method: string, path: string) => Match | null;

function emptyNode(): Node {
  return { literals: new Map(), parameter: null, routes: new Map() };
}

/** Looks routes up by path segments; a literal segment goes before a parameter. */
export function createRouter(routes: readonly Route[]): Router {
  const root = emptyNode();
  for (const route of routes) {
    let node = root;
    for (const segment of route.path.split('/').slice(1)) {
      if (segment.startsWith(':')) {
        node.parameter ??= emptyNode();
        node = node.parameter;
      } else {
        const next = node.literals.get(segment) ?? emptyNode();
        node.literals.set(segment, next);
        node = next;
      }
    }
    node.routes.set(route.method, route);
  }
  return (method, path) => {
    const segments = path.split('/').slice(1);
    const route = find(root, segments, 0, method === 'HEAD' ? 'GET' : method);
    return route === null ? null : { route, params: parameters(route, segments) };
  };
}

function find(node: Node, segments: readonly string[], at: number, method: string): Route | null {
  const segment = segments[at];
  if (segment === undefined) return node.routes.get(method) ?? null;
  const literal = node.literals.get(segment);
  const found = literal === undefined ? null : find(literal, segments, at + 1, method);
  if (found !== null || node.parameter === null || segment === '') return found;
  return find(node.parameter, segments, at + 1, method);
}

function parameters(route: Route, segments: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {};
  route.path.split('/').slice(1).forEach((name, index) => {
    if (name.startsWith(':')) params[name.slice(1)] = decodeURIComponent(segments[index] ?? '');
  });
  return params;
}
