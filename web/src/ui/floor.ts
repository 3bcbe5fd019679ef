/** As `ref` of a bar at the lower edge: notices keep above it, so that they cover none of its buttons. */
export function floor(bar: HTMLElement | null): (() => void) | undefined {
  if (bar === null) return undefined;
  const { style } = document.documentElement;
  const watch = new ResizeObserver(() => style.setProperty('--floor', `${bar.offsetHeight + 8}px`));
  watch.observe(bar);
  return () => {
    watch.disconnect();
    style.removeProperty('--floor');
  };
}
