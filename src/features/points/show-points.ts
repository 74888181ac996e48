import type { MemberContext } from '../../chat/handling-context.ts';
import { withTitle } from '../../chat/with-title.ts';
import { yearOf } from '../../lib/zoned-time.ts';
import { rankAmong } from './board.ts';
import { presentBoard, presentOwnPoints } from './points.present.ts';
import { balanceOf, balancesOf, entriesOf } from './points.store.ts';

const pageSize = 10;

/** One's own points, with every booking behind them; said in private. */
export async function showOwnPoints(context: MemberContext, wish: { year?: number; page: number }): Promise<void> {
  const { tx, unit, person, now, zone } = context;
  const year = wish.year ?? yearOf(now, zone);
  const owner = { unitId: unit.id, memberId: person.id, year };
  const { total, entries: count } = await balanceOf(tx, owner);
  const own = {
    name: person.name,
    year,
    total,
    count,
    rank: rankAmong(await balancesOf(tx, unit.id, year), total),
    entries: await entriesOf(tx, owner, { skip: (wish.page - 1) * pageSize, take: pageSize }),
    page: wish.page,
    pages: Math.ceil(count / pageSize),
  };
  await context.replyPrivately(withTitle(presentOwnPoints(own, context)));
}

/** The best of the unit by name, for everybody. */
export async function showBoard(context: MemberContext, wish: { year?: number }): Promise<void> {
  const year = wish.year ?? yearOf(context.now, context.zone);
  const balances = await balancesOf(context.tx, context.unit.id, year);
  await context.reply(withTitle(presentBoard(balances, year, context.locale)));
}
