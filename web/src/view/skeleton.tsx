const WIDTHS = ['skeleton-long', 'skeleton-short', 'skeleton-middle'];

/** Grey rows of the real ones' height, so that nothing jumps when those arrive. */
export function SkeletonRows({ count }: { count: number }) {
  return (
    <div class="skeleton-rows" aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        <div key={index} class="skeleton-row">
          <span class="skeleton skeleton-circle" />
          <span class="skeleton-lines">
            <span class={`skeleton ${WIDTHS[index % WIDTHS.length] ?? ''}`} />
            <span class="skeleton skeleton-meta" />
          </span>
        </div>
      ))}
    </div>
  );
}
