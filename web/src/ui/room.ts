import { createContext } from 'preact';
import { useContext, useEffect, useRef } from 'preact/hooks';
import type { Project } from '../../../src/http/trpc/shapes.ts';
import type { Connection, Listener } from '../state/connection.ts';

export const ConnectionContext = createContext<Connection | null>(null);

/** The open project around this component: what it is, and its live stream. */
export function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (connection === null) throw new Error('a screen of a project was drawn outside of one');
  return connection;
}

/** The project itself; screens besides the list are drawn once it is known. */
export function useProjectShape(): Project {
  const project = useConnection().project.value;
  if (project === null) throw new Error('a screen was drawn before its project was known');
  return project;
}

/** Hears the project's live events as long as the component is there. */
export function useLive(listener: Listener): void {
  const connection = useConnection();
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(
    () => connection.listen({ onEvent: (event) => latest.current.onEvent?.(event), onReset: () => latest.current.onReset?.() }),
    [connection],
  );
}
