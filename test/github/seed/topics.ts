/** What the issues of one repository are about: the words their titles and bodies are built of. */
export interface Topic {
  /** Parts of the product, each with the area label it would carry (or null). */
  components: readonly (readonly [name: string, label: string | null])[];
  /** Follow a component: "Coupon field *loses its value*". */
  symptoms: readonly string[];
  /** Follow a symptom: "... *after the session is renewed*". */
  conditions: readonly string[];
  /** Wishes, `%` standing for a component. */
  wishes: readonly string[];
  /** Work that the team plans, `%` standing for a component. */
  chores: readonly string[];
  /** Questions of users, `%` standing for a component. */
  questions: readonly string[];
  /** Lines of a log or of code that belong to this repository, with the fence's language. */
  snippets: readonly (readonly [language: string, lines: readonly string[]])[];
  /** Rows of the environment table: name and possible values. */
  environment: readonly (readonly [name: string, values: readonly string[]])[];
}

const STOREFRONT: Topic = {
  components: [
    ['Coupon field', 'area: checkout'], ['Address form', 'area: checkout'], ['Delivery date picker', 'area: checkout'],
    ['Guest checkout', 'area: checkout'], ['Mini cart', 'area: checkout'], ['Gift wrapping option', 'area: checkout'],
    ['Search suggestions', 'area: search'], ['Facet sidebar', 'area: search'], ['Zero-results page', 'area: search'],
    ['Size filter', 'area: search'], ['Product gallery', 'area: catalog'], ['Size chart', 'area: catalog'],
    ['Stock badge', 'area: catalog'], ['Category page', 'area: catalog'], ['Review list', 'area: catalog'],
    ['Order history', 'area: account'], ['Wish list', 'area: account'], ['Newsletter preferences', 'area: account'],
    ['Password reset mail', 'area: account'], ['Cookie banner', null], ['Currency switcher', null], ['Store locator', null],
  ],
  symptoms: [
    'loses its value', 'shows the previous customer’s data for a moment', 'overlaps the footer', 'flickers',
    'throws “Cannot read properties of undefined”', 'is announced twice by screen readers', 'ignores the keyboard',
    'renders prices without the thousands separator', 'requests the same resource 14 times', 'shifts the layout by 60 px',
    'stays disabled', 'accepts dates in the past', 'is cut off', 'returns to the top of the page', 'shows an English text',
    'does not close', 'counts items twice', 'swallows the error message',
  ],
  conditions: [
    'after the session is renewed', 'in Safari 18 private windows', 'when two tabs are open', 'with a screen narrower than 360 px',
    'if JavaScript loads late', 'after going back from the payment page', 'for customers with a company account', 'in dark mode',
    'when the cart holds a pre-order', 'at 200% zoom', 'with the Arabic translation', 'during the nightly price import',
    'when an item sells out meanwhile', 'on the second visit', 'with an ad blocker', 'if the postcode has a space',
  ],
  wishes: [
    'Remember the last choice in %', 'Let people share a link to %', 'Show delivery costs earlier, beside %', 'Keyboard shortcuts for %',
    '% should say why something is unavailable', 'Offer % on product pages too', 'Print view for %', 'Sort %: newest first',
    'Make % usable with one hand', 'Explain tax and duty next to %', 'Undo for %',
  ],
  chores: [
    'Replace the jQuery remains in %', 'Visual regression tests for %', 'Move % to the new design tokens', 'Remove the feature flag of %',
    'Measure how often % is used before we change it', 'Delete dead CSS around %', 'Type the props of %', 'Split % out of the main bundle',
    'Write down how % talks to the order service', 'Upgrade the date library behind %',
  ],
  questions: [
    'How do I style % in my theme?', 'Is % meant to work without cookies?', 'Where are the texts of % translated?', 'Can % be switched off per country?',
  ],
  snippets: [
    ['text', ['TypeError: Cannot read properties of undefined (reading \'amount\')', '    at formatTotal (checkout/total.tsx:48:21)', '    at CartSummary (checkout/cart-summary.tsx:112:9)', '    at renderWithHooks (vendor.4f1c.js:2:88123)']],
    ['tsx', ['export function Price({ amount, currency }: PriceProps) {', '  const text = useMemo(() => format(amount, currency), [amount]); // currency is missing here', '  return <span class="price">{text}</span>;', '}']],
    ['json', ['{', '  "cart": "c_71f0",', '  "lines": [{ "sku": "NW-2207-M", "quantity": 2, "price": { "amount": 7990, "currency": "EUR" } }],', '  "coupon": null', '}']],
    ['css', ['.facet-sidebar {', '  position: sticky;', '  top: 0; /* the header is 72px high since March */', '  inset-inline-start: 0;', '}']],
    ['html', ['<button class="btn" aria-label="Close" aria-label="Schließen">', '  <svg aria-hidden="true"><!-- ... --></svg>', '</button>']],
  ],
  environment: [
    ['Browser', ['Firefox 144', 'Chrome 142', 'Safari 18.6', 'Edge 142', 'Samsung Internet 28']], ['System', ['macOS 15.7', 'Windows 11 24H2', 'Android 16', 'iPadOS 26', 'Fedora 43']],
    ['Shop', ['de-DE', 'en-GB', 'fr-FR', 'ar-AE', 'he-IL', 'ja-JP']], ['Build', ['2026.44.1', '2026.38.0', '2025.50.3', 'main @ 3fe19c2']], ['Signed in', ['yes', 'no', 'both']],
  ],
};

const MOBILE: Topic = {
  components: [
    ['Push opt-in screen', 'area: push notifications'], ['Delivery notification', 'area: push notifications'], ['Notification badge', 'area: push notifications'],
    ['Offline wish list', 'area: offline'], ['Download queue', 'area: offline'], ['Sync indicator', 'area: offline'], ['Image cache', 'area: offline'],
    ['Wallet payment sheet', 'area: payments'], ['Card scanner', 'area: payments'], ['Saved cards', 'area: payments'], ['Barcode scanner', null],
    ['Onboarding carousel', null], ['Tab bar', null], ['Deep link handler', null], ['Home screen widget', null], ['Tablet split view', 'タブレット'],
    ['Biometric unlock', null], ['Return label screen', null], ['Camera permission dialog', null],
  ],
  symptoms: [
    'crashes', 'drains the battery', 'opens the wrong product', 'is empty', 'shows yesterday’s state', 'asks for permission again',
    'freezes for about 4 s', 'is drawn under the status bar', 'reports success although the request failed', 'uses the system language, not the chosen one',
    'vibrates twice', 'cannot be reached with TalkBack', 'scrolls back while the finger is still down', 'leaks memory', 'keeps the old token',
  ],
  conditions: [
    'on Android 14 with a work profile', 'after an update from 5.8', 'in airplane mode', 'when the phone call ends', 'on the iPad mini in portrait',
    'with the largest text size', 'if the clock is wrong', 'after 30 minutes in the background', 'when rotating quickly', 'on devices with 2 GB of memory',
    'with a captive Wi-Fi portal', 'right after installation', 'when the app is opened from a notification', 'on foldables',
  ],
  wishes: [
    'Support the back gesture in %', 'Let me reorder entries of %', 'Haptics for %', 'A quiet mode for %', 'Show progress in %', '% on the watch',
    'Landscape layout for %', 'Make % work with a screen reader', 'Tell people what % stores on the phone',
  ],
  chores: [
    'Rewrite % with the declarative UI kit', 'Snapshot tests for %', 'Drop the old API client from %', 'Bring % under 16 ms a frame',
    'Remove the last storyboard: %', 'Instrument % with signposts', 'Move the strings of % to the shared catalog', 'Fuzz the parser of %',
  ],
  questions: ['Does % need the location permission?', 'Which versions support %?', 'How long does % keep data?', 'Can a company device disable %?'],
  snippets: [
    ['swift', ['func handle(_ link: URL) -> Route? {', '    guard let id = link.pathComponents.last else { return nil }', '    return .product(id: id) // "/sale/" lands here as well', '}']],
    ['kotlin', ['override fun onNewIntent(intent: Intent) {', '    super.onNewIntent(intent)', '    router.open(intent.data ?: return)', '}']],
    ['text', ['Fatal Exception: java.lang.IllegalStateException', 'Fragment WishListFragment{8ad1} not attached to a context.', '    at requireContext(Fragment.java:919)', '    at shop.northwind.wishlist.WishListFragment.onLoaded(WishListFragment.kt:77)']],
    ['text', ['09:14:02.118 sync   start     pending=3', '09:14:02.391 sync   http      409 /v2/lists/18', '09:14:02.392 sync   dropped   pending=3  reason=conflict', '09:14:02.392 sync   done      ok']],
  ],
  environment: [
    ['App', ['5.9.2 (4411)', '5.9.4 (4502)', '6.0.0-beta.3 (4610)', '5.8.1 (4190)']], ['Device', ['Pixel 8a', 'iPhone 15', 'Galaxy Tab S9', 'iPad mini (6th gen)', 'Fairphone 5', 'Xperia 10 VI']],
    ['OS', ['Android 16', 'Android 14', 'iOS 26.1', 'iOS 18.7']], ['Network', ['Wi-Fi', '4G, one bar', 'offline', 'VPN']], ['Reproducible', ['always', 'about 1 in 5', 'once']],
  ],
};

const PLATFORM: Topic = {
  components: [
    ['Order intake', 'area: orders'], ['Return workflow', 'area: orders'], ['Fraud check', 'area: orders'], ['Order export', 'area: orders'],
    ['Stock reservation', 'area: inventory'], ['Warehouse feed', 'area: inventory'], ['Backorder job', 'area: inventory'], ['Price import', 'area: inventory'],
    ['Invoice numbering', 'area: billing'], ['Refund queue', 'area: billing'], ['Tax tables', 'area: billing'], ['Payment webhook', 'area: billing'],
    ['Nightly backup', 'area: infra'], ['Connection pool', 'area: infra'], ['Log shipping', 'area: infra'], ['Deploy pipeline', 'area: infra'], ['Feature flag service', null],
  ],
  symptoms: [
    'retries forever', 'holds a lock for 40 s', 'reports success too early', 'is not idempotent', 'falls behind by an hour', 'logs the full address',
    'times out', 'drops the last page', 'rounds half cents the wrong way', 'creates a row per attempt', 'exhausts file descriptors',
    'sends the event before the commit', 'reads from a stale replica', 'pages the wrong team',
  ],
  conditions: [
    'when the provider answers 502', 'under 4 times the usual load', 'during failover', 'on the last day of the month', 'when a message is delivered twice',
    'for orders with more than 200 lines', 'after a partial deploy', 'with the new kernel', 'across the change to winter time', 'if the batch is empty',
    'when two workers start together', 'for partial refunds', 'after the certificate was renewed',
  ],
  wishes: [
    'Dead letter queue for %', 'Dashboard: % at a glance', 'Backpressure in %', 'Replay tool for %', 'Circuit breaker around %', 'Dry run for %', 'Per-tenant limits in %', 'Audit trail of %',
  ],
  chores: [
    'Runbook for %', 'Partition the tables of %', 'Load test of %', 'Remove the second source of truth in %', 'Alert on lag of %, not on errors',
    'Move % to the job queue', 'Contract tests between % and its callers', 'Retire the old path of %', 'Threat model of %',
  ],
  questions: ['Who owns %?', 'Is % safe to restart by day?', 'What is the retention of %?', 'Why does % need write access?'],
  snippets: [
    ['sql', ['select order_id, count(*)', '  from reservation', ' where released_at is null', ' group by order_id', 'having count(*) > 1', ' order by 2 desc;  -- 41 rows this morning']],
    ['go', ['if err := tx.Commit(ctx); err != nil {', '\treturn fmt.Errorf("commit intake: %w", err)', '}', 'bus.Publish(ctx, OrderAccepted{ID: id}) // must not run when Commit fails']],
    ['yaml', ['resources:', '  limits:', '    memory: 512Mi   # was 256Mi until the incident', '  requests:', '    cpu: 100m']],
    ['text', ['level=error msg="lease lost" worker=7 job=refund-2210 held=41.3s', 'level=info  msg="job taken over" worker=2 job=refund-2210', 'level=error msg="lease lost" worker=2 job=refund-2210 held=40.9s']],
    ['diff', ['-  retry: { limit: 50 }', '+  retry: { limit: 5, backoff: exponential }']],
  ],
  environment: [
    ['Cluster', ['eu-central', 'eu-west', 'staging']], ['Version', ['orders 4.18.0', 'orders 4.17.2', 'billing 2.6.1', 'stock 3.0.0-rc1']], ['Database', ['PostgreSQL 17.6', 'PostgreSQL 18.1']],
    ['First seen', ['last night, 02:10', 'Saturday peak', 'after the deploy at 14:20', 'unknown']], ['Alert', ['yes, right team', 'yes, wrong team', 'no']],
  ],
};

export const TOPICS = { storefront: STOREFRONT, mobile: MOBILE, platform: PLATFORM };
