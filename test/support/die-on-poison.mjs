// Loaded by `node --import` before the bot, never part of it: whoever handles the poisonous word runs out of memory.
const normalize = String.prototype.normalize;
const poison = process.env.POISON ?? 'no poison';
// oxlint-disable-next-line no-extend-native -- the handling itself has no door for a test
String.prototype.normalize = function (...form) {
  if (this.includes(poison) && /handleRow|routeMessage|readCommand/.test(new Error().stack ?? '')) {
    const hoard = [];
    for (;;) hoard.push(Array.from({ length: 1e6 }, (_, index) => ({ index })));
  }
  return normalize.apply(this, form);
};
