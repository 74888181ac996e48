import type { DoorAbility } from '../../chat/chat-adapter.ts';

/** How a door stands, as its watch sees it. */
export interface DoorStatus {
  platform: string;
  ok: boolean;
  /** Since when nothing gets through; null while it is open. */
  since: Date | null;
  /** Only a person can open it again, by logging in there. */
  needsLogin: { page: string } | null;
  abilities: readonly DoorAbility[];
}
