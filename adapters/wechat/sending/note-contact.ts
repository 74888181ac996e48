import { SendError, type ChatAdapter } from '../../../src/chat/chat-adapter.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { cleanName } from '../../../src/lib/text.ts';
import { within } from '../../../src/lib/within.ts';
import type { Circuit } from './circuit.ts';
import { mapError } from './map-error.ts';
import { soon } from '../hearing/people.ts';
import type { Puppet } from '../puppet/puppet.ts';

export interface NoteDeps {
  /** The puppet while our account is logged in, else null. */
  puppet(): Puppet | null;
  circuit: Circuit;
  clock: Clock;
  /** Milliseconds between two notes at least: WeChat punishes bursts. */
  gapMs: number;
}

/** Milliseconds. A puppet that hangs may not hold up the end of the program. */
const limits = { look: 3_000, write: 4_000 } as const;

const refused = (name: string, message: string, more: ConstructorParameters<typeof SendError>[2]) =>
  new SendError(`wechat.${name}`, message, more);

const notLoggedIn = () => refused('not_logged_in', 'WeChat is not logged in', { outcome: 'refused', everywhere: true });

const later = (waitMs: number) =>
  refused('note_later', 'notes beside contacts are made slowly', { outcome: 'refused', retryAfterMs: waitMs });

/** The way to write a 备注 (remark) beside a friend; see ChatAdapter.noteContact. Never two at once. */
export function createNoteContact(deps: NoteDeps): NonNullable<ChatAdapter['noteContact']> {
  const { circuit, clock, gapMs } = deps;
  let freeAt = 0;
  return async (personId, remark) => {
    const now = clock.now().getTime();
    const waitMs = Math.max(circuit.restMs(), freeAt - now);
    if (waitMs > 0) throw later(waitMs);
    const puppet = deps.puppet();
    if (!puppet) throw notLoggedIn();
    const there = await remarkOf(puppet, personId);
    if (there !== '') return there;
    if (deps.puppet() !== puppet) throw notLoggedIn();
    freeAt = now + gapMs;
    await write(puppet, { personId, remark }, circuit);
    await soon(() => puppet.contactPayloadDirty(personId));
    return remark;
  };
}

/** What is noted there; empty when nothing is. Looked up anew: puppets keep what was so before we became friends. */
async function remarkOf(puppet: Puppet, personId: string): Promise<string> {
  await soon(() => puppet.contactPayloadDirty(personId));
  const contact = await soon(() => puppet.contactPayload(personId), limits.look);
  if (!contact) throw refused('contact_unknown', 'the puppet does not know this person', { outcome: 'refused' });
  // Puppets that do not know who is a friend leave it out; WeChat then says no itself.
  if (contact.friend === false) {
    const why = 'only contacts of our account can be noted: this person is none';
    throw refused('not_a_friend', why, { outcome: 'refused', permanent: true });
  }
  return cleanName(contact.alias ?? '');
}

async function write(
  puppet: Puppet,
  { personId, remark }: { personId: string; remark: string },
  circuit: Circuit,
): Promise<void> {
  try {
    if (await within(puppet.contactAlias(personId, remark), limits.write)) return;
  } catch (error) {
    const refusal = mapError(error);
    if (refusal.code === 'wechat.too_fast') circuit.trip();
    throw refusal;
  }
  throw refused('no_answer', 'the puppet did not answer in time', { outcome: 'unknown' });
}
