import type { Feature } from '../../chat/feature.ts';
import { doorCommands } from './commands.ts';
import type { DoorStatus } from './door-status.ts';

export type { DoorStatus } from './door-status.ts';
export { lossTold, tellOfLoss, tellOfReturn } from './tell-of-loss.ts';

/** How the doors to the platforms stand, for those who run the unit; asked, and told when a login is lost. */
export function doorsFeature({ doors }: { doors: () => readonly DoorStatus[] }): Feature {
  return { name: 'doors', commands: doorCommands(doors), questions: [], actions: [], replies: [] };
}
