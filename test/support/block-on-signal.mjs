// Loaded by `node --import` before the bot, never part of it: SIGUSR2 keeps its event loop busy, as a bug would.
process.on('SIGUSR2', () => {
  const until = Date.now() + Number(process.env.BLOCK_MS ?? 1000);
  while (Date.now() < until);
});
