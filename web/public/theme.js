// Runs before the first paint, so that a chosen theme does not flash the other one. The choice is
// stored by src/theme.ts; anything unknown means: follow the system.
try {
  const mode = localStorage.getItem('lockstep.theme');
  if (mode === 'light' || mode === 'dark') document.documentElement.dataset.colorMode = mode;
} catch {
  // Storage may be forbidden; the system's theme is then right.
}
