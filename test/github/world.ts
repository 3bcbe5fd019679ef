import type { Counters } from './counters.ts';
import type { DeliveryFaults } from './faults/delivery-faults.ts';
import type { RequestFaults } from './faults/request-faults.ts';
import type { Limits } from './limits.ts';
import type { Render } from './render/render.ts';
import type { SecondaryLimits } from './secondary-limits.ts';
import type { GitHubState } from './state/state.ts';
import type { ManifestStore } from './web/manifests.ts';
import type { Dispatcher } from './webhooks/dispatcher.ts';
import type { DeliveryLog } from './webhooks/log.ts';

/** All parts of one running stand-in; every route takes what it needs from here. */
export interface World {
  state: GitHubState;
  render: Render;
  limits: Limits;
  secondary: SecondaryLimits;
  requestFaults: RequestFaults;
  deliveryFaults: DeliveryFaults;
  deliveries: DeliveryLog;
  dispatcher: Dispatcher;
  counters: Counters;
  manifests: ManifestStore;
}
