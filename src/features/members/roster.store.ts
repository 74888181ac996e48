import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';

/** A member with everything a list of people may call them by. */
export interface RosterMember {
  id: number;
  name: string;
  /** Names that their accounts show, and what our own accounts noted about them. */
  aliases: string[];
  /** Platform ids, those of the present login only where ids change. */
  accounts: { platform: string; id: string }[];
}

/** Everybody of the unit, for matching lists with. */
export async function readRoster(tx: Tx, unitId: number): Promise<RosterMember[]> {
  const members = await client(tx).member.findMany({
    where: { unitId, leftAt: null },
    orderBy: { id: 'asc' },
    select: {
      id: true,
      name: true,
      identities: { select: { platform: true, externalId: true, displayName: true, remark: true, nickname: true } },
    },
  });
  return members.map(({ id, name, identities }) => ({
    id,
    name,
    aliases: identities
      .flatMap(({ displayName, remark, nickname }) => [displayName, remark, nickname])
      .filter((alias) => alias !== null),
    accounts: identities.map(({ platform, externalId }) => ({ platform, id: externalId })),
  }));
}
