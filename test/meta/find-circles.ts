/** Finds the circles of a graph: each is the list of its nodes in the order of the arrows. One per knot is enough. */
export function findCircles(arrows: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: string) => {
    const again = path.indexOf(node);
    if (again >= 0) {
      circles.push(path.slice(again));
      return;
    }
    if (done.has(node)) return;
    path.push(node);
    for (const next of arrows.get(node) ?? []) visit(next);
    path.pop();
    done.add(node);
  };
  for (const node of arrows.keys()) visit(node);
  return circles;
}
